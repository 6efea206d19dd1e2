package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.clients.ConnectionReport;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Findings;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.OwnCluster;
import dev.temporalfailover.failover.situation.OwnCluster.FrontendConnections;
import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.status.QueuePollers.PollerState;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A policy as its loop last saw it. Immutable; replaced each tick.
 *
 * @param resolver shares by region as a client's resolver answers them now; empty if unknown
 * @param effects of the routes whose effect is watched, by id; only the leader watches
 * @param decision the last decision, with every rule's value
 * @param takenOver regions that this region has taken over from and not given back
 * @param switching what the switch under way or the last one did: one line a stage, oldest first
 * @param stages the last switch's stage timings in order
 * @param advice what a person should fix, for example a missing outlier detection
 * @param elsewhere what other places say
 * @param observers the observers whose votes are counted
 * @param at the time of the loop's last tick
 * @param temporal what is known of Temporal's clusters
 * @param reports what is reported beside it; nothing by the loop itself
 */
public record PolicyStatus(
        FailoverPolicy policy,
        Map<String, RegionVerdict> verdicts,
        DnsReading dns,
        Map<String, Double> resolver,
        List<RouteReading> routes,
        Map<String, RouteEffect> effects,
        Decision decision,
        Intents intents,
        boolean leader,
        String holder,
        List<String> takenOver,
        List<String> switching,
        Map<String, Duration> stages,
        List<String> advice,
        Elsewhere elsewhere,
        Observers observers,
        Moment at,
        TemporalState temporal,
        StatusReports reports) {
    /** Temporal's namespaces. */
    public List<NamespaceReading> namespaces() {
        return temporal.namespaces();
    }

    /** How far Temporal's clusters are behind each other. */
    public Replication replication() {
        return temporal.replication();
    }

    /** How namespaces are watched. */
    public NamespaceWatch watch() {
        return temporal.watch();
    }

    /** Who polls critical task queues. */
    public List<QueuePollers> pollers() {
        return temporal.pollers();
    }

    /** Whether each region could take the traffic now. */
    public ReadinessReport readiness() {
        return reports.readiness();
    }

    /** Connections to Temporal's frontends. */
    public ConnectionReport connections() {
        return reports.connections();
    }

    /** The same with another report. */
    public PolicyStatus with(ReadinessReport readiness) {
        return with(new StatusReports(readiness, connections()));
    }

    /** The same with another report on connections. */
    public PolicyStatus with(ConnectionReport connections) {
        return with(new StatusReports(readiness(), connections));
    }

    private PolicyStatus with(StatusReports other) {
        return new PolicyStatus(
                policy, verdicts, dns, resolver, routes, effects, decision, intents, leader, holder, takenOver,
                switching, stages, advice, elsewhere, observers, at, temporal, other);
    }

    /** What other places are told of this region's own cluster; only its leader knows. */
    public Optional<OwnCluster> cluster(String self) {
        if (!leader) {
            return Optional.empty();
        }
        Map<PollerState, List<QueuePollers>> by =
                pollers().stream().collect(Collectors.groupingBy(one -> one.state(at.steady())));
        List<QueuePollers> idle = by.getOrDefault(PollerState.NONE, List.of());
        int polled = by.getOrDefault(PollerState.POLLED, List.of()).size();
        return Optional.of(new OwnCluster(
                pollers().size(),
                idle.stream()
                        .limit(OwnCluster.NAMED)
                        .map(one -> one.queue().toString())
                        .toList(),
                idle.size(),
                pollers().size() - idle.size() - polled,
                connections().regions().stream()
                        .filter(one -> one.region().equals(self))
                        .map(one -> new FrontendConnections(one.connections(), one.before(), one.at()))
                        .findFirst()));
    }

    /** What this instance finds, as other places are told it, without its {@link #cluster}. */
    public Findings findings() {
        Map<String, Opinion.Word> words = new HashMap<>();
        verdicts.forEach((region, v) -> words.put(region, new Opinion.Word(v.verdict(), v.why(), v.since(), v.at())));
        Optional<Opinion.Held> hold = intents.hold()
                .map(h -> new Opinion.Held(
                        h.owner(),
                        h.reason(),
                        at.steady().plus(Intents.Hold.bounded(Duration.between(at.wall(), h.expires())))));
        Optional<Opinion.Told> takeover = intents.takeover()
                .filter(t -> takenOver.contains(t.from()))
                .map(t -> new Opinion.Told(t.from(), t.epoch()));
        return new Findings(
                words,
                dns.epoch().map(EpochRecord::epoch),
                hold,
                takeover,
                replication().own(),
                at.steady());
    }
}
