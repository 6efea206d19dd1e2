package dev.temporalfailover.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Bounded waiting. */
public final class Await {
    private static final Duration STEP = Duration.ofMillis(20);

    private final LongSupplier nanos;
    private final Supplier<Optional<String>> ruined;

    /** @param ruined ends every wait at once, with what it says, when it says something */
    public Await(LongSupplier nanos, Supplier<Optional<String>> ruined) {
        this.nanos = nanos;
        this.ruined = ruined;
    }

    /** The story did not happen; the message says what was missing. */
    public static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        /** @param message what was missing */
        public Missing(String message) {
            super(message);
        }
    }

    /** Waits until it is so. */
    public void until(Duration limit, String what, Callable<Boolean> so) throws Exception {
        long end = nanos.getAsLong() + limit.toNanos();
        while (!so.call()) {
            check();
            if (nanos.getAsLong() - end > 0) {
                throw new Missing("waited " + limit.toSeconds() + " s in vain until " + what);
            }
            Thread.sleep(STEP.toMillis());
        }
    }

    /** Lets time pass; ends early, and in failure, if something is no longer so. */
    public void whileSo(Duration time, String what, Callable<Boolean> so) throws Exception {
        long end = nanos.getAsLong() + time.toNanos();
        while (nanos.getAsLong() - end < 0) {
            check();
            if (!so.call()) {
                throw new Missing(what);
            }
            Thread.sleep(STEP.toMillis());
        }
    }

    private void check() throws Missing {
        Optional<String> why = ruined.get();
        if (why.isPresent()) {
            throw new Missing(why.get());
        }
    }
}
