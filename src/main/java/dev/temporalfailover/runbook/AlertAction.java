package dev.temporalfailover.runbook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an alert's label {@link Runbook#ACTION} may ask for. */
enum AlertAction {
    PROBE,
    HOLD,
    FAILOVER,
    FAILBACK;

    /** The action of a label's value, which is in lower case. */
    static Optional<AlertAction> of(String label) {
        return Arrays.stream(values()).filter(a -> a.word().equals(label)).findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
