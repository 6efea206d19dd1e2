package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.simulation.setting.EventQueue;
import dev.temporalfailover.simulation.setting.Options;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.SimulatedProcess;
import dev.temporalfailover.simulation.setting.TemporalRegion;
import dev.temporalfailover.simulation.setting.Timeline;
import dev.temporalfailover.simulation.setting.Told;
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
public final class World {
    private static final int CHECKS = 3;

    /** Milliseconds there and back between two regions: next door, two coasts, an ocean, the other side of the earth. */
    private static final long[] DISTANCES = {1, 62, 120, 230};

    public final Options options;
    final long distance;
    public final Random random;
    public final EventQueue time = new EventQueue();
    public final Timeline timeline;
    public final Scenario scenario;
    public final Map<String, TemporalRegion> temporals = new TreeMap<>();
    public final Map<String, Cluster> clusters = new TreeMap<>();
    public final List<Instance> instances = new ArrayList<>();
    /** The instances and the witness. */
    public final List<Pod> pods = new ArrayList<>();

    public final Network network;
    /** Null while there is none. */
    Thief thief;

    /** Null while all are configured alike. */
    Skewed skewed;

    /** Set once, before the first event. */
    private Checks checks;

    public final Zone zone;
    public final Namespaces namespaces;
    private final Mutants mutants;
    private final Telemetry telemetry = new Telemetry(new CompositeMeterRegistry());

    public World(Options options) {
        this.options = options;
        random = new Random(options.seed());
        distance = DISTANCES[(int) Math.floorMod(options.seed(), (long) DISTANCES.length)];
        timeline = new Timeline(options.recorded(), time);
        scenario = Scenario.of(random);
        network = new Network(this);
        mutants = new Mutants(this);
        String active = random.nextInt(4) > 0 ? Scenario.EAST : Scenario.WEST;
        Map<String, Integer> weights = scenario.policy().weightsFor(active);
        EpochRecord first = new EpochRecord(1, active, weights, "person", "adopted", Instant.EPOCH, List.of());
        zone = new Zone(this, first, random.nextInt(8) > 0);
        for (String region : Scenario.REGIONS) {
            temporals.put(region, new TemporalRegion(region, time));
        }
        namespaces = new Namespaces(this, active);
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

    /** True while somebody has the certificate of a region. */
    public boolean robbed() {
        return thief != null;
    }

    public void checkedBy(Checks invariants) {
        checks = invariants;
        namespaces.start();
    }

    Checks checks() {
        return checks;
    }

    SimulatedProcess process(Instance self, ClusterLease lease, ClusterIntents intents, ClusterRoutes routes) {
        SimulatedProcess.Outside outside = new SimulatedProcess.Outside(
                new ZoneSwitch(this, self),
                new ClusterNamespaces(this, self),
                routes,
                new ClusterWorkers(this, self, clusters.get(self.region)),
                lease,
                intents,
                telemetry,
                entry -> checks.audited(self, entry),
                (reason, note) -> checks.noted(self, note),
                self::published,
                self::moment,
                random,
                () -> mutants.elsewhere(self, elsewhere(self)),
                judged -> mutants.fed(judged, self),
                target -> Skewed.configured(this, target),
                mutants.home(self.region));
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

    public Optional<String> active() {
        return zone.epoch().map(EpochRecord::active);
    }

    public static String other(String region) {
        return region.equals(Scenario.EAST) ? Scenario.WEST : Scenario.EAST;
    }

    public <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
