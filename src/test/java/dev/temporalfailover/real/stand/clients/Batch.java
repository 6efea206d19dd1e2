package dev.temporalfailover.real.stand.clients;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Calls that ended alike, not yet written. Guarded by its journal. */
final class Batch {
    static final int FULL = 64;

    private final long first;
    private final long[] at = new long[FULL];
    private final long[] millis = new long[FULL];
    private int size;

    /** @param first microseconds that the others are counted from */
    Batch(long first) {
        this.first = first;
    }

    long first() {
        return first;
    }

    /** True if it is full now. */
    boolean add(long micros, long took) {
        at[size] = micros - first;
        millis[size] = took;
        size++;
        return size == FULL;
    }

    ObjectNode into(ObjectNode line) {
        ArrayNode times = line.putArray("at");
        ArrayNode durations = line.putArray("ms");
        for (int i = 0; i < size; i++) {
            times.add(at[i]);
            durations.add(millis[i]);
        }
        return line;
    }
}
