"""Cases of a public client: each prints one JSON line that dev.temporalfailover.real judges."""

import json
import sys
import traceback

_ALL = []


def case(name):
    """Registers a case; what it returns is printed as what was seen, an exception as its failure."""

    def register(function):
        _ALL.append((name, function))
        return function

    return register


def require(condition, what):
    if not condition:
        raise AssertionError(what)


def run():
    """Runs all cases in order, the later ones after a failure too."""
    for name, function in _ALL:
        try:
            line = {"case": name, "ok": True, "seen": str(function())}
        except Exception as error:  # every kind of failure is a result here
            traceback.print_exc()
            line = {"case": name, "ok": False, "seen": f"{type(error).__name__}: {error}"}
        print(json.dumps(line), flush=True)
    sys.exit(0)
