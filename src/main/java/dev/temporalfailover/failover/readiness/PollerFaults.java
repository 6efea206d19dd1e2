package dev.temporalfailover.failover.readiness;

import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.PollerState;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.verdict.Judge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Critical task queues on which nothing would go on in the own region. */
final class PollerFaults {
    /** Named in one line. */
    private static final int FEW = 10;

    private PollerFaults() {}

    static List<ReasonAgainst> of(PolicyStatus status) {
        Duration now = status.at().steady();
        List<QueuePollers> none = in(status, now, List.of(PollerState.NONE));
        List<QueuePollers> unknown = in(status, now, List.of(PollerState.STALE, PollerState.UNREAD));
        List<ReasonAgainst> found = new ArrayList<>();
        if (!none.isEmpty()) {
            String within = Judge.text(QueuePollers.WITHIN);
            found.add(against("no worker polled within " + within + ": " + few(none, q -> last(q, now))));
        }
        if (!unknown.isEmpty()) {
            found.add(against("whether workers poll is not known: " + few(unknown, PollerFaults::why)));
        }
        return found;
    }

    private static ReasonAgainst against(String text) {
        return new ReasonAgainst(ReadinessReason.POLLERS, text);
    }

    private static List<QueuePollers> in(PolicyStatus status, Duration now, List<PollerState> states) {
        return status.pollers().stream()
                .filter(queue -> states.contains(queue.state(now)))
                .toList();
    }

    private static String few(List<QueuePollers> queues, Function<QueuePollers, String> more) {
        String rest = queues.size() > FEW ? " and " + (queues.size() - FEW) + " more" : "";
        return queues.stream()
                        .limit(FEW)
                        .map(queue -> queue.queue() + more.apply(queue))
                        .collect(Collectors.joining(", "))
                + rest;
    }

    private static String last(QueuePollers queue, Duration now) {
        return queue.idle(now).map(age -> " (last " + Judge.text(age) + " ago)").orElse("");
    }

    private static String why(QueuePollers queue) {
        return " (" + (queue.problem().isEmpty() ? "not read yet" : queue.problem()) + ")";
    }
}
