package dev.temporalfailover.outside.heartbeat;

import java.time.Duration;

/** The sign of life of one thread, and the guard of its steps. Made by {@link Heartbeats#of}. */
public final class Heartbeat {
    private final Heartbeats all;
    private final String thread;
    private final Duration bound;
    private volatile Duration last;

    Heartbeat(Heartbeats all, String thread, Duration bound) {
        this.all = all;
        this.thread = thread;
        this.bound = bound;
        this.last = all.ran();
    }

    /** The thread did its round. */
    public void beat() {
        last = all.ran();
    }

    /**
     * Runs a step. What it throws is counted and logged, and ends only the step. An {@link Error} may have left anything half
     * done: it ends the process, or at least this thread.
     *
     * @param name for metric and log; one of a few words
     * @return false if it failed
     */
    public boolean step(String name, Runnable step) {
        try {
            step.run();
            return true;
        } catch (Exception failed) {
            all.failed(thread, name, failed);
            return false;
        } catch (Error fatal) {
            FatalError.uncaught(fatal);
            throw fatal;
        }
    }

    /** A step that is also the thread's round. */
    public void round(String name, Runnable step) {
        if (step(name, step)) {
            beat();
        }
    }

    boolean silent(Duration ran) {
        return silence(ran).compareTo(bound) > 0;
    }

    Duration silence(Duration ran) {
        return ran.minus(last);
    }
}
