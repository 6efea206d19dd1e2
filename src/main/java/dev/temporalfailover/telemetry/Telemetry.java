package dev.temporalfailover.telemetry;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Invariant;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.status.Readiness;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.ReadinessReport;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.failover.status.WorkflowRun.WorkflowOutcome;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted of policies, their traffic and the requests of others. Callable from any thread. */
public final class Telemetry {
    private static final double[] STAGES = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600};
    /** Regions of records that have a gauge; a record that was edited by hand can name any. */
    private static final int MAX_REGIONS = 100;

    private final Meters meters;
    private final Map<String, Set<String>> activeRegions = new ConcurrentHashMap<>();

    /** @param registry where the meters live */
    public Telemetry(MeterRegistry registry) {
        meters = new Meters(sole(registry));
        // From the start, so that a rate sees the first.
        for (Invariant each : Invariant.values()) {
            meters.count(Metrics.INVARIANT_VIOLATIONS, 0, each.word());
        }
        meters.set(Metrics.LEADER, 0);
        meters.set(Metrics.EVENT_STREAMS, 0);
    }

    /** Quarkus gives a composite of one, which costs an iterator for every count. */
    static MeterRegistry sole(MeterRegistry registry) {
        return registry instanceof CompositeMeterRegistry all
                        && all.getRegistries().size() == 1
                ? all.getRegistries().iterator().next()
                : registry;
    }

    /** A step of one of our threads ended with a defect. */
    public void stepFailed(String thread, String step) {
        meters.count(Metrics.STEP_FAILURES, 1, thread, step);
    }

    /** A connection to one of the HTTP ports was ended by its limits. */
    public void connectionClosed(String port, String why) {
        meters.count(Metrics.CONNECTIONS_CLOSED, 1, port, why);
    }

    /** For what is counted elsewhere in this package. */
    Meters meters() {
        return meters;
    }

    /** A region's verdict as it is used now, which is another than the last one judged if that was too long ago. */
    public void judged(String policy, RegionVerdict verdict, Duration now) {
        verdict(policy, verdict);
        meters.set(Metrics.VERDICT_AGE, now.minus(verdict.at()).toNanos() / 1e9, policy, verdict.region());
    }

    /** A canary client's call ended; {@code failure} is empty if a cluster answered. */
    public void canaryCalled(String way, String cluster, String failure) {
        meters.count(Metrics.CANARY_CALLS, 1, way, failure.isEmpty() ? "ok" : "failed");
    }

    /** A canary client's workflow ended. */
    public void canaryWorkflow(WorkflowOutcome outcome, Duration took) {
        Timer timer = meters.timer(Metrics.CANARY_WORKFLOW, STAGES, outcome.word());
        if (timer != null) {
            timer.record(took);
        }
    }

    /** A region was judged. */
    public void verdict(String policy, RegionVerdict verdict) {
        for (Verdict v : Verdict.values()) {
            oneOf(Metrics.REGION_VERDICT, v == verdict.verdict(), policy, verdict.region(), v.word());
        }
    }

    /** What stands against each region; of an instance that does not tell, nothing. */
    public void readiness(String policy, List<String> regions, ReadinessReport report) {
        for (ReadinessReason reason : ReadinessReason.values()) {
            if (!report.told()) {
                regions.forEach(region -> meters.remove(Metrics.REGION_NOT_READY, policy, region, reason.word()));
            }
            for (Readiness one : report.regions()) {
                boolean stands = one.against().stream().anyMatch(a -> a.reason() == reason);
                oneOf(Metrics.REGION_NOT_READY, stands, policy, one.region(), reason.word());
            }
        }
    }

    /** Whether a route is in effect. */
    public void routeEffective(String policy, String route, boolean effective) {
        oneOf(Metrics.ROUTE_EFFECTIVE, effective, policy, route);
    }

    /** Nobody watches the route any more. */
    public void routeForgotten(String policy, String route) {
        meters.remove(Metrics.ROUTE_EFFECTIVE, policy, route);
    }

    /** A weight as seen. {@code layer}: dns or route; {@code view}: wanted, api, resolver or proxy. */
    public void weight(String policy, String region, String layer, String view, double weight) {
        meters.set(Metrics.TRAFFIC_WEIGHT, weight, policy, region, layer, view);
    }

    /** Nobody looks at this weight any more. */
    public void weightForgotten(String policy, String region, String layer, String view) {
        meters.remove(Metrics.TRAFFIC_WEIGHT, policy, region, layer, view);
    }

    /** The epoch that was read. */
    public void epoch(String policy, long epoch) {
        meters.set(Metrics.EPOCH, epoch, policy);
    }

    /** The records as last read: their state, the active region and since when. {@link #weight} takes the weights. */
    public void dns(String policy, DnsReading reading) {
        for (DnsReading.State state : DnsReading.State.values()) {
            oneOf(Metrics.DNS_STATE, state == reading.state(), policy, state.word());
        }
        oneOf(Metrics.DNS_STALE, reading.failing(), policy);
        reading.epoch().ifPresent(record -> {
            epoch(policy, record.epoch());
            meters.set(
                    Metrics.LAST_SWITCH,
                    record.at().getEpochSecond() + record.at().getNano() / 1e9,
                    policy);
            Set<String> regions = activeRegions.computeIfAbsent(policy, p -> ConcurrentHashMap.newKeySet());
            record.weights().keySet().stream()
                    .filter(region -> regions.size() < MAX_REGIONS)
                    .forEach(regions::add);
            new TreeSet<>(regions)
                    .forEach(region -> oneOf(Metrics.ACTIVE_REGION, region.equals(record.active()), policy, region));
        });
    }

    /** This cluster's routes as last read. */
    public void routes(String policy, List<RouteReading> routes) {
        for (RouteReading.RouteState state : RouteReading.RouteState.values()) {
            long count = routes.stream().filter(r -> r.state() == state).count();
            meters.set(Metrics.ROUTES, count, policy, state.word());
        }
    }

    /**
     * What is asked for now, without what has expired.
     *
     * @param trouble true if what is stored cannot be read
     */
    public void intents(String policy, Intents intents, boolean trouble) {
        oneOf(Metrics.INTENTS_UNREADABLE, trouble, policy);
        oneOf(Metrics.HOLD, intents.hold().isPresent(), policy);
        oneOf(Metrics.REQUEST, intents.request().isPresent(), policy);
    }

    /** Whether this region has taken over from another one. */
    public void takeover(String policy, String from, boolean inForce) {
        oneOf(Metrics.TAKEOVER, inForce, policy, from);
    }

    /** Whether this instance leads. */
    public void leader(boolean leads) {
        oneOf(Metrics.LEADER, leads);
    }

    /** A decision was made; counts each tick, so that a rate shows a loop that lives. */
    public void decision(String policy, Decision decision) {
        meters.count(
                Metrics.DECISIONS, 1, policy, decision.word(), decision.reason().word());
    }

    /** A stage of a move took so long. */
    public void stage(String policy, Stage stage, Duration took) {
        Timer timer = meters.timer(Metrics.STAGE_DURATION, STAGES, policy, stage.word());
        if (timer != null) {
            timer.record(took);
        }
    }

    /** A step ended. {@code result}: the outcome's word. */
    public void step(String policy, Step.Layer layer, String result) {
        meters.count(Metrics.STEPS, 1, policy, layer.word(), result);
    }

    /** A plan was not applied because it would have broken an invariant. */
    public void invariantViolated(String policy, Invariant invariant) {
        meters.count(Metrics.INVARIANT_VIOLATIONS, 1, invariant.word());
    }

    /** A read of something outside failed or succeeded. {@code source}: route53, kubernetes, dns, envoy, temporal. */
    public void read(String source, boolean ok) {
        meters.count(Metrics.READS, 1, source, ok ? "ok" : "failed");
    }

    /** An alert was dealt with. {@code result}: a word of the list in {@link Metrics#ALERTS_RECEIVED}. */
    public void alert(String result) {
        meters.count(Metrics.ALERTS_RECEIVED, 1, result);
    }

    /** An action was asked for over HTTP. {@code result}: stored, refused, denied or unavailable. */
    public void intent(String action, String result) {
        meters.count(Metrics.INTENTS, 1, action, result);
    }

    /** A token of this scheme was refused with this HTTP status. */
    public void tokenRefused(String scheme, int status) {
        meters.count(Metrics.TOKENS_REFUSED, 1, scheme, Integer.toString(status));
    }

    /** So many event streams are open. */
    public void eventStreams(int open) {
        meters.set(Metrics.EVENT_STREAMS, open);
    }

    private void oneOf(Metrics metric, boolean is, String... values) {
        meters.set(metric, is ? 1 : 0, values);
    }
}
