package dev.temporalfailover.sandbox;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/** Bounded waiting. */
final class Await {
    private static final Duration STEP = Duration.ofMillis(20);

    private final LongSupplier nanos;

    Await(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The story did not happen; the message says what was missing. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String message) {
            super(message);
        }
    }

    /** Waits until it is so. */
    void until(Duration limit, String what, Callable<Boolean> so) throws Exception {
        long end = nanos.getAsLong() + limit.toNanos();
        while (!so.call()) {
            if (nanos.getAsLong() - end > 0) {
                throw new Missing(what + ": not within " + limit.toSeconds() + " s");
            }
            Thread.sleep(STEP.toMillis());
        }
    }

    /** Lets time pass; ends early, and in failure, if something is no longer so. */
    void whileSo(Duration time, String what, Callable<Boolean> so) throws Exception {
        long end = nanos.getAsLong() + time.toNanos();
        while (nanos.getAsLong() - end < 0) {
            if (!so.call()) {
                throw new Missing(what);
            }
            Thread.sleep(STEP.toMillis());
        }
    }
}
