package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.telemetry.Telemetry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Two regions and a witness with everything in them. All that is random comes from one {@link Random} of the seed. */
final class World {
    private static final int CHECKS = 3;

    final Options options;
    final Random random;
    final EventQueue time = new EventQueue();
    final Timeline timeline;
    final Scenario scenario;
    final Map<String, TemporalRegion> temporals = new TreeMap<>();
    final Map<String, Cluster> clusters = new TreeMap<>();
    final List<Instance> instances = new ArrayList<>();
    /** The instances and the witness. */
    final List<Pod> pods = new ArrayList<>();

    final Network network;
    final Rules rules;
    public final Zone zone;
    private final Mutants mutants;
    private final Telemetry telemetry = new Telemetry(new CompositeMeterRegistry());

    public World(Options options) {
        this.options = options;
        random = new Random(options.seed());
        timeline = new Timeline(options.recorded(), time);
        scenario = Scenario.of(random);
        network = new Network(this);
        rules = new Rules(this);
        mutants = new Mutants(this);
        String active = random.nextInt(4) > 0 ? Scenario.EAST : Scenario.WEST;
        Map<String, Integer> weights = scenario.policy().weightsFor(active);
        EpochRecord first = new EpochRecord(1, active, weights, "person", "adopted", Instant.EPOCH, List.of());
        zone = new Zone(this, first, random.nextInt(8) > 0);
        for (String region : Scenario.REGIONS) {
            temporals.put(region, new TemporalRegion(region, time));
        }
        for (String region : Scenario.REGIONS) {
            Cluster cluster = new Cluster(this, region);
            clusters.put(region, cluster);
            cluster.routes.put(Cluster.ROUTE, new Cluster.Route(weights, weights, Claim.of(random.nextInt(2)), 1));
            for (int i = 0; i < scenario.observers(); i++) {
                Instance instance = new Instance(this, cluster, region.substring(3) + "-" + (char) ('a' + i));
                cluster.instances.add(instance);
                instances.add(instance);
            }
        }
        pods.addAll(instances);
        if (scenario.witness()) {
            pods.add(new Witness(this));
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
                self::moment,
                random,
                () -> mutants.elsewhere(self, elsewhere(self)),
                judged -> mutants.fed(judged, self.region));
        return new SimulatedProcess(
                mutants.policy(self.region),
                scenario.thresholds(),
                mutants.quorum(),
                self.region,
                self.name,
                times(),
                outside);
    }

    SimulatedProcess.Times times() {
        return mutants.times();
    }

    private Elsewhere elsewhere(Instance self) {
        if (!scenario.exchanges()) {
            return Elsewhere.NONE;
        }
        List<Opinion> opinions = new ArrayList<>(2);
        for (Told told : self.watches().heard.values()) {
            opinions.add(told.opinion());
        }
        Optional<Elsewhere.Connectivity> checks = scenario.checked()
                ? Optional.of(new Elsewhere.Connectivity(
                        network.reachesTheWorld(self) ? CHECKS : 0, CHECKS, "", self.connectivityAt()))
                : Optional.empty();
        return new Elsewhere(opinions, checks);
    }

    /** What a probe's end is taken for. */
    Outcome heard(Outcome outcome) {
        return mutants.heard(outcome);
    }

    Optional<String> active() {
        return zone.epoch().map(EpochRecord::active);
    }

    static String other(String region) {
        return region.equals(Scenario.EAST) ? Scenario.WEST : Scenario.EAST;
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
