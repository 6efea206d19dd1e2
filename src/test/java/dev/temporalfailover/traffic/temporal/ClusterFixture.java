package dev.temporalfailover.traffic.temporal;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static org.awaitility.Awaitility.await;

import dev.temporalfailover.emulator.temporal.FakeCluster;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.plan.NamespaceBatch;
import dev.temporalfailover.failover.plan.NamespaceBatch.Ask;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestClock;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.HistoryHosts;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.RegionFrontend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Two clusters on loopback and the switch of west. */
final class ClusterFixture implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);
    private static final Map<String, Integer> INITIAL = Map.of("e", 1, "w", 2);

    final FakeCluster east = new FakeCluster("e", INITIAL, free(), null);
    FakeCluster west = new FakeCluster("w", INITIAL, free(), null);
    final List<String> problems = new CopyOnWriteArrayList<>();
    volatile boolean leads = true;
    /** Asked whether it leads, as each thread does in each round, a defect answers. */
    volatile boolean defect;

    NamespacePatterns chosen = NamespacePatterns.ALL;
    boolean moves = true;
    Optional<HandoverPolicy> handover = Optional.empty();
    Optional<Path> updateToken = Optional.empty();
    Optional<Path> token = Optional.empty();
    List<CriticalQueue> critical = List.of();
    Optional<String> longPoll = Optional.empty();
    Optional<HistoryHosts> history = Optional.empty();
    Optional<Tls> tls = Optional.empty();
    Duration interval = Duration.ofMillis(200);
    /** How far the clock of the switch is set forward. */
    volatile Duration skipped = Duration.ZERO;

    private final Clock running = TestClock.running();
    private final Clock clock = () -> running.now().plus(skipped);
    private final List<TemporalNamespaces> made = new ArrayList<>();

    private boolean leading() {
        if (defect) {
            throw new IllegalStateException("a defect of the test");
        }
        return leads;
    }

    /** The switch of west's leader, which reads already. */
    TemporalNamespaces start() {
        NamespaceSettings settings = new NamespaceSettings(
                WEST,
                List.of(
                        new RegionFrontend(EAST, "e", "127.0.0.1", east.port(), Optional.empty(), Optional.empty()),
                        new RegionFrontend(WEST, "w", "127.0.0.1", west.port(), tls, token)),
                chosen,
                interval,
                moves,
                updateToken,
                critical,
                longPoll,
                history);
        TemporalNamespaces one = new TemporalNamespaces(
                "pay",
                settings,
                handover,
                clock,
                new Random(7),
                this::leading,
                new Heartbeats(clock, (thread, step) -> problems.add(thread + " " + step + " threw")),
                (file, problem) -> {},
                new NamespaceListener() {
                    @Override
                    public void listed(String region, String problem) {
                        problems.add(region + " " + problem);
                    }

                    @Override
                    public void replicationRead(String problem) {
                        problems.add("replication " + problem);
                    }

                    @Override
                    public void pollersRead(String queue, String problem) {
                        problems.add(queue + " " + problem);
                    }

                    @Override
                    public void handoversRead(String problem) {
                        problems.add("handovers " + problem);
                    }

                    @Override
                    public void longPollRead(LongPoll now) {
                        problems.add("long poll " + now.problem());
                    }
                });
        made.add(one);
        one.start();
        return one;
    }

    /** A global namespace that both clusters state as active in east. */
    void inEast(String... names) {
        for (String name : names) {
            east.global(name, "e", 11, "e", "w");
            west.global(name, "e", 11, "e", "w");
        }
    }

    /** A global namespace that both clusters state as active in west. */
    void inWest(String... names) {
        for (String name : names) {
            east.global(name, "w", 12, "e", "w");
            west.global(name, "w", 12, "e", "w");
        }
    }

    /** The reading, once it is so. */
    static NamespaceReading reading(TemporalNamespaces of, String name, Predicate<NamespaceReading> so) {
        await().atMost(LONG).until(() -> find(of, name).filter(so).isPresent());
        return find(of, name).orElseThrow();
    }

    static Optional<NamespaceReading> find(TemporalNamespaces of, String name) {
        return of.read().stream().filter(n -> n.name().equals(name)).findFirst();
    }

    /** The reading, once both clusters have told. */
    static NamespaceReading told(TemporalNamespaces of, String name) {
        return reading(of, name, n -> n.sides().size() == 2);
    }

    /** A step that gives these to a region. */
    static Step step(String to, List<NamespaceReading> batch) {
        return step(to, Ask.UPDATE, batch);
    }

    static Step step(String to, Ask ask, List<NamespaceReading> batch) {
        EpochRecord record = Fixtures.record(7, to);
        String losing = to.equals(WEST) ? EAST : WEST;
        return new Step(
                Step.Layer.NAMESPACES,
                "some",
                Map.of(losing, 100, to, 0),
                Map.of(losing, 0, to, 100),
                Claim.NONE,
                Claim.of(7),
                record,
                new NamespaceBatch(ask, batch));
    }

    static int free() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        made.forEach(TemporalNamespaces::close);
        east.close();
        west.close();
    }
}
