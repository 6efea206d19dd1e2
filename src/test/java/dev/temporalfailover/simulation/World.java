package dev.temporalfailover.simulation;

import dev.temporalfailover.app.SimulatedProcess;
import dev.temporalfailover.failover.Elsewhere;
import dev.temporalfailover.failover.EpochRecord;
import dev.temporalfailover.failover.FailoverPolicy;
import dev.temporalfailover.failover.Outcome;
import dev.temporalfailover.failover.RegionVerdict;
import dev.temporalfailover.failover.Verdict;
import dev.temporalfailover.telemetry.Telemetry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Two regions with everything in them. All that is random comes from one {@link Random} of the seed. */
final class World {
    private static final int INSTANCES = 2;

    final Options options;
    final Random random;
    final EventQueue time = new EventQueue();
    final Timeline timeline;
    final Scenario scenario;
    final Map<String, TemporalRegion> temporals = new TreeMap<>();
    final Map<String, Cluster> clusters = new TreeMap<>();
    final List<Instance> instances = new ArrayList<>();
    final Network network;
    final Rules rules;
    final Zone zone;
    private final Telemetry telemetry = new Telemetry(new CompositeMeterRegistry());

    World(Options options) {
        this.options = options;
        random = new Random(options.seed());
        timeline = new Timeline(options.recorded(), time);
        scenario = Scenario.of(random);
        network = new Network(this);
        rules = new Rules(this);
        String active = random.nextInt(4) > 0 ? Scenario.EAST : Scenario.WEST;
        Map<String, Integer> weights = scenario.policy().weightsFor(active);
        EpochRecord first = new EpochRecord(1, active, weights, "person", "adopted", Instant.EPOCH, List.of());
        zone = new Zone(this, first, random.nextInt(8) > 0);
        for (String region : Scenario.REGIONS) {
            temporals.put(region, new TemporalRegion(region, time));
            Cluster cluster = new Cluster(this, region);
            clusters.put(region, cluster);
            cluster.routes.put(Cluster.ROUTE, new Cluster.Route(weights, weights, random.nextInt(2), 1));
            for (int i = 0; i < INSTANCES; i++) {
                Instance instance = new Instance(this, cluster, region.substring(3) + "-" + (char) ('a' + i));
                cluster.instances.add(instance);
                instances.add(instance);
            }
        }
    }

    SimulatedProcess process(Instance self, ClusterLease lease, ClusterIntents intents, ClusterRoutes routes) {
        SimulatedProcess.Outside outside = new SimulatedProcess.Outside(
                new ZoneSwitch(this, self),
                routes,
                lease,
                intents,
                telemetry,
                entry -> rules.audited(self, entry),
                (reason, note) -> rules.noted(self, note),
                self::published,
                self::now,
                random,
                () -> Elsewhere.NONE,
                this::fed);
        SimulatedProcess.Times times = scenario.times();
        if (options.mutation() == Mutation.SILENCE_PROVES) {
            times = new SimulatedProcess.Times(
                    times.tick(), times.readInterval(), times.insyncTimeout(), Duration.ofDays(1));
        }
        return new SimulatedProcess(policy(), scenario.thresholds(), self.region, self.name, times, outside);
    }

    /** The policy that the loops get; the rules are checked by the scenario's. */
    private FailoverPolicy policy() {
        FailoverPolicy p = scenario.policy();
        Mutation m = options.mutation();
        return new FailoverPolicy(
                p.name(),
                p.regions(),
                p.weight(),
                m == Mutation.NO_HOLD_DOWN ? Duration.ZERO : p.holdDown(),
                m == Mutation.ESCAPE_AT_ONCE ? Duration.ZERO : p.escapeAfter(),
                m == Mutation.NO_VELOCITY_CAP ? 1_000 : p.maxSwitches(),
                p.switchWindow(),
                m == Mutation.NO_QUIET_PERIOD ? Duration.ZERO : p.quietPeriod());
    }

    /** What a loop is told of its verdicts. */
    private Map<String, RegionVerdict> fed(Map<String, RegionVerdict> judged) {
        Mutation m = options.mutation();
        if (m != Mutation.UNKNOWN_IS_DOWN && m != Mutation.ANY_TARGET && m != Mutation.HEALTHY_IS_DOWN) {
            return judged;
        }
        Map<String, RegionVerdict> told = new TreeMap<>();
        judged.forEach((region, v) -> {
            boolean active = zone.epoch().map(EpochRecord::active).equals(Optional.of(region));
            Verdict is = v.verdict();
            boolean unknown = is == Verdict.UNKNOWN;
            if (m == Mutation.UNKNOWN_IS_DOWN && unknown || m == Mutation.HEALTHY_IS_DOWN && active) {
                is = Verdict.DOWN;
            } else if (m == Mutation.ANY_TARGET && !active && (unknown || is == Verdict.DEGRADED)) {
                is = Verdict.HEALTHY;
            }
            told.put(
                    region,
                    new RegionVerdict(region, is, v.since(), v.tier(), v.why(), v.evidence(), v.failingSince()));
        });
        return told;
    }

    /** What a probe's end is taken for. */
    Outcome heard(Outcome outcome) {
        boolean unclear =
                options.mutation() == Mutation.UNCLEAR_IS_FAILED && outcome.meaning() == Outcome.Meaning.UNCLEAR;
        boolean overload = options.mutation() == Mutation.OVERLOAD_IS_FAILED && outcome == Outcome.OVERLOADED;
        return unclear || overload ? Outcome.FAILED : outcome;
    }

    Optional<String> active() {
        return zone.epoch().map(EpochRecord::active);
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
