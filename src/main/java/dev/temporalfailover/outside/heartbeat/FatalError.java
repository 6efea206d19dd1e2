package dev.temporalfailover.outside.heartbeat;

/**
 * Errors after which nobody knows what is half done: memory, stack, classes. They go to the default handler for uncaught ones,
 * which ends the process, also where an executor or a library would keep them to itself.
 */
public final class FatalError {
    private FatalError() {}

    /** Hands over the {@link Error} that this is, or that caused it; nothing if there is none. */
    public static void check(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < 20; depth++, at = at.getCause()) {
            if (at instanceof Error fatal) {
                uncaught(fatal);
                return;
            }
        }
    }

    static void uncaught(Error fatal) {
        Thread.UncaughtExceptionHandler ends = Thread.getDefaultUncaughtExceptionHandler();
        if (ends != null) {
            ends.uncaughtException(Thread.currentThread(), fatal);
        }
    }
}
