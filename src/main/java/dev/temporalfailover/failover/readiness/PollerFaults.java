package dev.temporalfailover.failover.readiness;

import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.OwnCluster;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.PollerState;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.verdict.Judge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Critical task queues on which nothing would go on in a region: the own one as it was read, another one as its leader tells. */
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

    /** Of another region, by what its leader tells. */
    static List<ReasonAgainst> told(String region, PolicyStatus status) {
        Optional<Opinion> opinion = leader(region, status);
        Optional<OwnCluster> cluster = opinion.flatMap(Opinion::cluster);
        if (cluster.isEmpty()) {
            return List.of();
        }
        OwnCluster there = cluster.get();
        String says = ", says its leader "
                + Judge.text(status.at().steady().minus(opinion.get().at())) + " ago: ";
        List<ReasonAgainst> found = new ArrayList<>();
        if (there.idleCount() > 0) {
            int more = there.idleCount() - there.idle().size();
            found.add(against("no worker polled within " + Judge.text(QueuePollers.WITHIN) + says
                    + String.join(", ", there.idle()) + (more > 0 ? " and " + more + " more" : "")));
        }
        if (there.unknown() > 0) {
            found.add(against("whether workers poll is not known" + says + there.unknown() + " of " + there.queues()
                    + " critical task queues"));
        }
        return found;
    }

    /** Where critical task queues are named here and nobody tells of those in the other region. */
    static Optional<String> notTold(String region, PolicyStatus status) {
        if (status.pollers().isEmpty()) {
            return Optional.empty();
        }
        Optional<Opinion> opinion = leader(region, status);
        String what = "whether critical task queues have pollers in " + region + ": ";
        if (opinion.isEmpty()) {
            return Optional.of(what + "its leader is not heard");
        }
        if (opinion.get().cluster().isEmpty()) {
            return Optional.of(what + "its leader, " + opinion.get().instance() + ", does not tell");
        }
        return opinion.get().cluster().get().queues() == 0
                ? Optional.of(what + "its leader's configuration names none")
                : Optional.empty();
    }

    private static Optional<Opinion> leader(String region, PolicyStatus status) {
        return status.elsewhere()
                .of(region)
                .filter(o -> o.role() == Opinion.Role.LEADER)
                .filter(o ->
                        o.fresh(status.policy().evidence().fresh(), status.at().steady()));
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
