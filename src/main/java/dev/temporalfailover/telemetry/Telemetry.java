package dev.temporalfailover.telemetry;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Invariant;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.LatencyBuckets;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Everything that is counted, in one place. Callable from any thread. */
public final class Telemetry {
    private static final double[] STAGES = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600};
    private static final double[] PAUSES = {0.5, 1, 2, 5, 10, 30, 60, 300};
    private static final double[] PROBES = LatencyBuckets.seconds();

    private final Meters meters;
    private final Map<ProbeKey, ProbeMeters> probes = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> activeRegions = new ConcurrentHashMap<>();

    /** A probe without its address: a target of its own for each address would have no bound. */
    private record ProbeKey(String region, Service service, String path, Check check) {
        // A record's own are slow until the second compiler has seen them, which the shipped flags leave out.
        @Override
        public int hashCode() {
            return 31 * (31 * path.hashCode() + region.hashCode()) + 8 * service.ordinal() + check.ordinal();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof ProbeKey other
                    && check == other.check
                    && service == other.service
                    && region.equals(other.region)
                    && path.equals(other.path);
        }
    }

    /** The meters of one key; those of an outcome are made when it first comes. */
    private record ProbeMeters(Timer timer, AtomicReferenceArray<Counter> ended) {}

    /** @param registry where the meters live */
    public Telemetry(MeterRegistry registry) {
        meters = new Meters(sole(registry));
        // From the start, so that a rate sees the first.
        for (Invariant each : Invariant.values()) {
            meters.count(Metrics.INVARIANT_VIOLATIONS, 0, each.word());
        }
        meters.timer(Metrics.PAUSES, PAUSES);
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

    /** One probe ended. */
    public void probe(ProbeResult result) {
        Target target = result.target();
        ProbeKey key = new ProbeKey(target.region(), target.service(), target.path(), target.check());
        ProbeMeters known = probes.get(key);
        if (known == null) {
            Timer timer = meters.timer(
                    Metrics.PROBE_DURATION, PROBES, key.region, key.service.word(), key.path, key.check.word());
            if (timer == null) {
                return;
            }
            known = new ProbeMeters(timer, new AtomicReferenceArray<>(Outcome.values().length));
            probes.put(key, known);
        }
        if (result.outcome() != Outcome.LATE) {
            // That probe was timed when it was told as lost.
            known.timer.record(result.latency().toNanos(), TimeUnit.NANOSECONDS);
        }
        Counter counter = known.ended.get(result.outcome().ordinal());
        if (counter == null) {
            counter = meters.counter(
                    Metrics.PROBES,
                    key.region,
                    key.service.word(),
                    key.path,
                    key.check.word(),
                    key.check.tier().name().toLowerCase(Locale.ROOT),
                    result.outcome().word());
            if (counter == null) {
                return;
            }
            known.ended.set(result.outcome().ordinal(), counter);
        }
        counter.increment();
        result.phases().forEach((phase, took) -> phase(key, phase, took));
    }

    private void phase(ProbeKey key, String phase, Duration took) {
        Timer timer =
                meters.timer(Metrics.PROBE_PHASE_DURATION, PROBES, key.region, key.service.word(), key.path, phase);
        if (timer != null) {
            timer.record(took);
        }
    }

    /** A region was judged. */
    public void verdict(String policy, RegionVerdict verdict) {
        for (Verdict v : Verdict.values()) {
            oneOf(Metrics.REGION_VERDICT, v == verdict.verdict(), policy, verdict.region(), word(v));
        }
    }

    /** Our own gRPC channels of a region and path by connectivity state, for example {@code ready}. */
    public void connections(String region, String path, String state, int count) {
        meters.set(Metrics.CONNECTIONS, count, region, path, state);
    }

    /** A TCP connection of one of our own gRPC channels was opened, or could not be. */
    public void connect(String region, String path, boolean ok) {
        meters.count(Metrics.CONNECTS, 1, region, path, ok ? "ok" : "failed");
    }

    /** A probe was due while the one before still hung. */
    public void skipped(Target target) {
        meters.count(
                Metrics.PROBES_SKIPPED,
                1,
                target.region(),
                target.service().word(),
                target.path(),
                target.check().word());
    }

    /** A pool's figures; {@code max} is NaN without a limit. {@code source}: grpc, envoy or temporal. */
    public void pool(String region, String source, String pool, double active, double max, double overflows) {
        meters.set(Metrics.POOL_ACTIVE, active, region, source, pool);
        meters.set(Metrics.POOL_MAX, max, region, source, pool);
        meters.set(Metrics.POOL_UTILIZATION, max > 0 ? active / max : Double.NaN, region, source, pool);
        meters.set(Metrics.POOL_OVERFLOWS, overflows, region, source, pool);
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

    /** The records as last read: their state, who is active and since when. The weights go by {@link #weight}. */
    public void dns(String policy, DnsReading reading) {
        for (DnsReading.State state : DnsReading.State.values()) {
            oneOf(Metrics.DNS_STATE, state == reading.state(), policy, word(state));
        }
        oneOf(Metrics.DNS_STALE, reading.failing(), policy);
        reading.epoch().ifPresent(record -> {
            epoch(policy, record.epoch());
            meters.set(Metrics.LAST_SWITCH, record.at().toEpochMilli() / 1000.0, policy);
            Set<String> regions = activeRegions.computeIfAbsent(policy, p -> ConcurrentHashMap.newKeySet());
            regions.addAll(record.weights().keySet());
            new TreeSet<>(regions)
                    .forEach(region -> oneOf(Metrics.ACTIVE_REGION, region.equals(record.active()), policy, region));
        });
    }

    /** This cluster's routes as last read. */
    public void routes(String policy, List<RouteReading> routes) {
        for (RouteReading.RouteState state : RouteReading.RouteState.values()) {
            long count = routes.stream().filter(r -> r.state() == state).count();
            meters.set(Metrics.ROUTES, count, policy, word(state));
        }
    }

    /** What is asked for now, without what has expired. */
    public void intents(String policy, Intents intents) {
        oneOf(Metrics.HOLD, intents.hold().isPresent(), policy);
        oneOf(Metrics.REQUEST, intents.request().isPresent(), policy);
    }

    /** Whether this region serves in another one's stead. */
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

    /** Our own process did not run for this long. */
    public void paused(Duration howLong) {
        meters.timer(Metrics.PAUSES, PAUSES).record(howLong);
    }

    /** An alert was dealt with. {@code result}: a word of the list in {@link Metrics#ALERTS_RECEIVED}. */
    public void alert(String result) {
        meters.count(Metrics.ALERTS_RECEIVED, 1, result);
    }

    /** An action was asked for over HTTP. {@code result}: stored, refused, denied or unavailable. */
    public void intent(String action, String result) {
        meters.count(Metrics.INTENTS, 1, action, result);
    }

    /** So many event streams are open. */
    public void eventStreams(int open) {
        meters.set(Metrics.EVENT_STREAMS, open);
    }

    private void oneOf(Metrics metric, boolean is, String... values) {
        meters.set(metric, is ? 1 : 0, values);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
