package dev.temporalfailover.bench;

import java.io.IOException;
import java.time.Duration;

/** Bounded waiting. */
final class Poll {
    private static final long STEP_MILLIS = 10;

    private Poll() {}

    /** Something that may be so by now. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    static void until(Duration limit, String what, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("waited " + limit.toSeconds() + " s in vain for " + what);
            }
            Thread.sleep(STEP_MILLIS);
        }
    }
}
