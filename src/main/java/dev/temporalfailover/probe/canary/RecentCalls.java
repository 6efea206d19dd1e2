package dev.temporalfailover.probe.canary;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.WayAnswers;
import dev.temporalfailover.failover.status.WayAnswers.CanaryCall;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.probe.canary.Canary.CanaryListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The newest calls by one way. Any thread. */
final class RecentCalls {
    /** Kept; a minute's worth at five calls a second. */
    static final int KEPT = 300;
    /** Calls that may wait for an answer; no more are sent until one ends. */
    static final int OPEN = 20;

    private static final int MAX_LINE = 200;

    private final String way;
    private final Clock clock;
    private final CanaryListener listener;
    private final Deque<Ended> ended = new ArrayDeque<>();
    private int open;

    private record Ended(Duration sent, String cluster, String failure) {}

    RecentCalls(String way, Clock clock, CanaryListener listener) {
        this.way = way;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Sends one more, unless too many wait.
     *
     * @param ask calls what it is given once: the cluster's id and "", or "" and why there is none. If it throws, that is
     *     why: a call that was never sent waits for nothing.
     */
    void call(Consumer<BiConsumer<String, String>> ask) {
        synchronized (this) {
            if (open >= OPEN) {
                return;
            }
            open++;
        }
        Duration sent = clock.steady();
        AtomicBoolean told = new AtomicBoolean();
        BiConsumer<String, String> end = (cluster, failure) -> {
            if (told.compareAndSet(false, true)) {
                keep(new Ended(sent, cluster, failure));
                listener.ended(way, cluster, failure);
            }
        };
        try {
            ask.accept(end);
        } catch (RuntimeException notSent) {
            end.accept("", Line.of("not sent: " + Line.root(notSent), MAX_LINE));
        }
    }

    private synchronized void keep(Ended one) {
        open--;
        ended.addFirst(one);
        if (ended.size() > KEPT) {
            ended.removeLast();
        }
    }

    /** The newest first, by when they were sent. */
    WayAnswers answers() {
        Duration now = clock.steady();
        List<Ended> all;
        synchronized (this) {
            all = new ArrayList<>(ended);
        }
        all.sort(Comparator.comparing(Ended::sent).reversed());
        return new WayAnswers(
                way,
                all.stream()
                        .map(one -> new CanaryCall(now.minus(one.sent()), one.cluster(), one.failure()))
                        .toList());
    }
}
