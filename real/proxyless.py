"""A gRPC client without a proxy: xDS tells it where to go. Calls GetClusterInfo and reports as SdkClients does (JSON lines).

Its management server is in the file that GRPC_XDS_BOOTSTRAP names. Ends when its standard input does, or with SIGTERM.
"""

import argparse
import json
import signal
import sys
import threading
import time

import grpc

METHOD = "/temporal.api.workflowservice.v1.WorkflowService/GetClusterInfo"
CLUSTER_ID = 3
FULL = 64
CHANGES = 50


def varint(message, at):
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("no varint")


def cluster_id(message):
    """GetClusterInfoResponse.cluster_id; empty if the message has none or is none."""
    found, at = b"", 0
    try:
        while at < len(message):
            key, at = varint(message, at)
            field, wire = key >> 3, key & 7
            if wire == 0:
                _, at = varint(message, at)
                continue
            if wire == 2:
                size, at = varint(message, at)
            else:
                size = {1: 8, 5: 4}[wire]
            if at + size > len(message):
                return ""
            if field == CLUSTER_ID and wire == 2:
                found = message[at : at + size]
            at += size
        return found.decode()
    except (IndexError, KeyError, ValueError):
        return ""


class Journal:
    """The report: calls that ended alike share a line; what changes has one of its own, at once. Thread-safe."""

    def __init__(self, file):
        self._file = open(file, "a", encoding="utf-8")
        self._lock = threading.Lock()
        self._batches, self._last, self._changes = {}, None, 0

    def seen(self, region, ok, code, millis, detail):
        now, key = time.time_ns() // 1000, (region, ok, code)
        with self._lock:
            if key != self._last and self._changes < CHANGES:
                self._changes += 1
                self._write(now, key, millis=millis, change=True, detail=detail[:300])
                self._file.flush()
            self._last = key
            first, times, durations = self._batches.setdefault(key, (now, [], []))
            times.append(now - first)
            durations.append(millis)
            if len(times) == FULL:
                self._write(first, key, at=times, ms=durations)
                del self._batches[key]

    def second(self):
        with self._lock:
            for key, (first, times, durations) in self._batches.items():
                self._write(first, key, at=times, ms=durations)
            self._batches.clear()
            self._changes = 0
            self._file.flush()

    def _write(self, micros, key, **more):
        region, ok, code = key
        line = {"t": micros, "kind": "call", "region": region, "ok": ok, "code": code}
        self._file.write(json.dumps({**line, **more}, separators=(",", ":")) + "\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", required=True, help="xds:///NAME")
    parser.add_argument("--report", required=True, help="file to append to")
    parser.add_argument("--clusters", default="", help="us-east-1=ID,us-west-2=ID")
    parser.add_argument("--every", type=float, default=0.02, help="seconds between calls")
    parser.add_argument("--deadline", type=float, default=1.0, help="seconds for each call")
    return parser.parse_args()


def main():
    given = arguments()
    regions = {pair.split("=", 1)[1]: pair.split("=", 1)[0] for pair in given.clusters.split(",") if "=" in pair}
    journal, over = Journal(given.report), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), over.set()), daemon=True).start()
    under_way = threading.BoundedSemaphore(128)
    channel = grpc.insecure_channel(given.target)
    call = channel.unary_unary(METHOD)

    def begin():
        began = time.monotonic()

        def done(future):
            under_way.release()
            if over.is_set():
                return
            ok, code, region, detail = False, future.code().name, "", future.details() or ""
            if future.code() is grpc.StatusCode.OK:
                identity = cluster_id(future.result())
                said = dict(future.initial_metadata()).get("x-region", identity)
                ok, region = True, regions.get(identity, said)
            journal.seen(region, ok, code, int((time.monotonic() - began) * 1000), detail)

        call.future(b"", timeout=given.deadline).add_done_callback(done)

    tick, second = time.monotonic(), time.monotonic() + 1
    while not over.is_set():
        # A call that finds 128 others unanswered is left out.
        if under_way.acquire(blocking=False):
            begin()
        if tick >= second:
            journal.second()
            second += 1
        tick += given.every
        over.wait(max(0.0, tick - time.monotonic()))
    journal.second()
    channel.close()


if __name__ == "__main__":
    main()
