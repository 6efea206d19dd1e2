package dev.temporalfailover.simulation.setting;

import java.util.Arrays;

/**
 * Virtual time, milliseconds, and what happens when. Events of the same moment run in the order they were asked for. A heap
 * in two arrays: moment and order are one number, so that an event costs no object of its own.
 */
public final class EventQueue {
    private static final int ORDER_BITS = 24;
    /** No schedule lasts that long. */
    private static final long NEVER = 1L << 38;

    private long[] keys = new long[256];
    private Runnable[] events = new Runnable[256];
    private int size;
    private long now;
    private long asked;

    public long now() {
        return now;
    }

    public void after(long delay, Runnable what) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        long at = Math.min(NEVER, now + Math.max(0, delay));
        up(size++, at << ORDER_BITS | asked++, what);
    }

    /** Runs the next event unless it is later than {@code until}; then time is {@code until} and the answer false. */
    public boolean step(long until) {
        if (size == 0 || keys[0] >> ORDER_BITS > until) {
            now = until;
            return false;
        }
        now = keys[0] >> ORDER_BITS;
        Runnable next = events[0];
        size--;
        long key = keys[size];
        Runnable moved = events[size];
        events[size] = null;
        if (size > 0) {
            down(key, moved);
        }
        next.run();
        return true;
    }

    private void up(int from, long key, Runnable what) {
        int i = from;
        while (i > 0 && keys[(i - 1) / 2] > key) {
            put(i, keys[(i - 1) / 2], events[(i - 1) / 2]);
            i = (i - 1) / 2;
        }
        put(i, key, what);
    }

    private void down(long key, Runnable what) {
        int i = 0;
        for (int child = 1; child < size; child = 2 * i + 1) {
            int least = child + 1 < size && keys[child + 1] < keys[child] ? child + 1 : child;
            if (keys[least] >= key) {
                break;
            }
            put(i, keys[least], events[least]);
            i = least;
        }
        put(i, key, what);
    }

    private void put(int i, long key, Runnable what) {
        keys[i] = key;
        events[i] = what;
    }
}
