package dev.temporalfailover.simulation;

import java.util.PriorityQueue;

/** Virtual time, milliseconds, and what happens when. Events of the same moment run in the order they were asked for. */
final class EventQueue {
    private final PriorityQueue<Event> events = new PriorityQueue<>(256);
    private long now;
    private long asked;

    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    long now() {
        return now;
    }

    void after(long delay, Runnable what) {
        events.add(new Event(now + Math.max(0, delay), asked++, what));
    }

    /** Runs the next event unless it is later than {@code until}; then time is {@code until} and the answer false. */
    boolean step(long until) {
        Event next = events.peek();
        if (next == null || next.at() > until) {
            now = until;
            return false;
        }
        events.poll();
        now = next.at();
        next.what().run();
        return true;
    }
}
