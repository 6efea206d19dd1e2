package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.judgedAt;
import static dev.temporalfailover.testkit.Fixtures.judgement;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.verdict;

import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.clients.OldConnections;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.NamespaceSwitch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A loop on switches in memory, ticked by hand once a second. */
abstract class LoopHarness {
    final FakeDns dns = new FakeDns(record(7, EAST));
    final FakeWorkers workers = new FakeWorkers();
    final FakeRoutes routes = new FakeRoutes(POLICY.weightsFor(EAST), 7);
    final Store store = new Store();
    final List<AuditEntry> audit = new ArrayList<>();
    /** Records that were told again with more stages. */
    final List<AuditEntry> grown = new ArrayList<>();

    final List<String> events = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    Elsewhere elsewhere = Elsewhere.NONE;
    PolicyStatus status;
    boolean leads = true;
    /** False: the judge stands still. */
    boolean judges = true;

    private final Map<FailoverLoop, Judgement> judgements = new HashMap<>();
    Moment now = at(100);
    final FailoverPolicy policy;
    final FailoverLoop loop;

    final NamespaceSwitch namespaces;

    LoopHarness(FailoverPolicy policy) {
        this(policy, NamespaceSwitch.NONE);
    }

    /** What is told of clients that are connected to regions that were left. */
    List<OldConnections> left = List.of();

    LoopHarness(FailoverPolicy policy, NamespaceSwitch namespaces) {
        this.policy = policy;
        this.namespaces = namespaces;
        this.loop = loop(WEST);
    }

    static final class Store implements IntentStore {
        Intents intents = Intents.NONE;
        boolean reachable = true;
        /** What happens first in each tick. */
        volatile Runnable asked = () -> {};

        @Override
        public Intents read(String policy) {
            return intents;
        }

        String trouble = "";

        @Override
        public String trouble(String policy) {
            return trouble;
        }

        @Override
        public boolean live() {
            asked.run();
            return reachable;
        }

        @Override
        public Intents update(String policy, UnaryOperator<Intents> change) {
            if (!reachable) {
                throw new UncheckedIOException(new IOException("no API server"));
            }
            intents = change.apply(intents);
            return intents;
        }
    }

    FailoverLoop loop(String self) {
        Leadership leadership = new Leadership() {
            @Override
            public boolean leads() {
                return leads;
            }

            @Override
            public Duration since() {
                return Duration.ZERO;
            }

            @Override
            public String holder() {
                return "pod-a";
            }

            @Override
            public void close() {}
        };
        FailoverLoop.Parts parts = new FailoverLoop.Parts(
                dns,
                namespaces,
                routes,
                workers,
                leadership,
                store,
                new Telemetry(new SimpleMeterRegistry()),
                new Journal(
                        policy.name(),
                        audit::add,
                        (reason, note) -> {
                            events.add(reason);
                            notes.add(note);
                        },
                        grown::add),
                published -> status = published,
                () -> now,
                new Random(1),
                () -> elsewhere,
                () -> left);
        LoopTimes times = new LoopTimes(
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(370));
        return new FailoverLoop(policy, new FailoverLoop.Identity(self, "pod-a"), parts, times);
    }

    /** What its judge says, again before each tick, until it says something else. */
    void judged(FailoverLoop loop, Judgement judgement) {
        judgements.put(loop, judgement);
        loop.judged(judgedAt(judgement, now.steady()));
    }

    void tick(FailoverLoop loop) {
        if (judges && judgements.containsKey(loop)) {
            loop.judged(judgedAt(judgements.get(loop), now.steady()));
        }
        loop.tick(now);
    }

    void ticks(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plus(Duration.ofSeconds(1));
            tick(loop);
        }
    }

    void east(Verdict east) {
        double at = now.steady().toMillis() / 1000.0;
        judged(loop, judgement(verdict(EAST, east, at), verdict(WEST, Verdict.HEALTHY, 0)));
    }

    void both(Verdict verdict) {
        double at = now.steady().toMillis() / 1000.0;
        judged(loop, judgement(verdict(EAST, verdict, at), verdict(WEST, verdict, at)));
    }
}
