package dev.temporalfailover.emulator.route53;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;

/** Faults waiting for requests. Thread-safe; used up in the order in which they were put here. */
public final class Faults {
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private CountDownLatch released = new CountDownLatch(1);

    private static final class Waiting {
        final String operation;
        final Fault fault;
        int left;

        Waiting(String operation, int left, Fault fault) {
            this.operation = operation;
            this.left = left;
            this.fault = fault;
        }
    }

    public Faults() {}

    /** The next {@code n} requests of any operation have this fault. */
    public void next(int n, Fault fault) {
        nextOf(null, n, fault);
    }

    /** The next {@code n} requests of this operation, for example {@code ChangeResourceRecordSets}, have this fault. */
    public synchronized void nextOf(String operation, int n, Fault fault) {
        waiting.add(new Waiting(operation, n, fault));
    }

    /** Forgets all waiting faults and lets hanging and delayed requests go. */
    public synchronized void clear() {
        waiting.clear();
        released.countDown();
        released = new CountDownLatch(1);
    }

    /** The fault of a request that has just arrived; null for none. */
    synchronized Fault take(String operation) {
        for (Iterator<Waiting> i = waiting.iterator(); i.hasNext(); ) {
            Waiting w = i.next();
            if (w.operation == null || w.operation.equals(operation)) {
                if (--w.left <= 0) {
                    i.remove();
                }
                return w.fault;
            }
        }
        return null;
    }

    /** Opens at the next {@link #clear}. */
    synchronized CountDownLatch released() {
        return released;
    }
}
