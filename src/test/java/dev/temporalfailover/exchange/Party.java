package dev.temporalfailover.exchange;

import dev.temporalfailover.coordination.HomeCluster;
import dev.temporalfailover.coordination.Roster;
import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.failover.situation.Findings;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** One instance of a test on a loopback port, with a quick heartbeat. */
final class Party implements AutoCloseable {
    static final Duration HEARTBEAT = Duration.ofMillis(50);
    static final Duration SILENCE = Duration.ofSeconds(3);
    private static final long STARTED = System.nanoTime();

    final TestLeadership leadership = new TestLeadership();
    final Heard heard = new Heard();
    /** What the cluster says of instances; KNOWN of those that are not here. */
    final Map<String, Roster.Standing> standings = new ConcurrentHashMap<>();

    final List<String> log = new CopyOnWriteArrayList<>();
    final Counts counts = new Counts();
    final ExchangeSettings settings;
    final GrpcExchange exchange;

    /** Counts what the meters are told. */
    static final class Counts implements ExchangeMeters {
        final Map<Stream, Integer> open = new ConcurrentHashMap<>(new EnumMap<>(Stream.class));
        final Map<String, Integer> messages = new ConcurrentHashMap<>();
        final Map<RefusalReason, Integer> refused = new ConcurrentHashMap<>();

        @Override
        public void open(Stream stream, String place, int now) {
            open.put(stream, now);
        }

        @Override
        public void message(Stream stream, MessageResult result) {
            messages.merge(stream + " " + result, 1, Integer::sum);
        }

        @Override
        public void refused(RefusalReason why) {
            refused.merge(why, 1, Integer::sum);
        }

        int refusals(RefusalReason why) {
            return refused.getOrDefault(why, 0);
        }

        int messages(Stream stream, MessageResult result) {
            return messages.getOrDefault(stream + " " + result, 0);
        }
    }

    Party(ExchangeSettings settings) throws IOException {
        this(settings, Integer.MAX_VALUE);
    }

    /** @param most instances of its place that there can be */
    Party(ExchangeSettings settings, int most) throws IOException {
        this.settings = settings;
        this.exchange = new GrpcExchange(
                settings,
                new HomeCluster(
                        leadership,
                        (name, address, answer) -> answer.accept(standings.getOrDefault(name, Roster.Standing.KNOWN)),
                        most),
                heard,
                heard,
                TestClock.of(Party::steady),
                log::add,
                counts,
                new Random(42),
                Fixtures.heartbeats());
    }

    static Party of(String instance, String place, ExchangeSettings.Peer... peers) throws IOException {
        return new Party(settings(instance, place, Ports.free(), peers)).start();
    }

    static Party leading(String instance, String place, ExchangeSettings.Peer... peers) throws IOException {
        Party party = of(instance, place, peers);
        party.leadership.lead();
        return party;
    }

    static ExchangeSettings settings(String instance, String place, int port, ExchangeSettings.Peer... peers) {
        return new ExchangeSettings(
                instance,
                place,
                ExchangeSettings.PlaceType.INSTANCE,
                "127.0.0.1",
                port,
                Optional.empty(),
                ExchangeSettings.TRUST_DOMAIN,
                List.of(peers),
                Set.of("default"),
                HEARTBEAT,
                SILENCE,
                ExchangeSettings.Limits.DEFAULT);
    }

    Party start() throws IOException {
        exchange.start();
        return this;
    }

    String address() {
        return "127.0.0.1:" + exchange.port();
    }

    void follow(Party leader) {
        leadership.follow(leader.settings.instance(), leader.address());
    }

    static Duration steady() {
        return Duration.ofNanos(System.nanoTime() - STARTED);
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5));
    }

    static Target target(int n) {
        return new Target("us-east-1", Service.FRONTEND, "private", "10.0.0." + n + ":7233", Check.SYSTEM_INFO);
    }

    static PolicyVote vote(int n, Verdict verdict, String why) {
        Duration now = steady();
        return new PolicyVote(
                "default",
                new Vote(
                        "me",
                        target(n),
                        verdict,
                        why,
                        now,
                        verdict == Verdict.DOWN ? now.minusSeconds(9) : null,
                        true));
    }

    static List<PolicyVote> votes(int count, Verdict verdict) {
        return IntStream.range(0, count)
                .mapToObj(n -> vote(n, verdict, "because " + n))
                .toList();
    }

    static Findings finds(Verdict verdict, String why) {
        Duration now = steady();
        return new Findings(
                Map.of("us-east-1", new Opinion.Word(verdict, why, now.minusSeconds(30), now)),
                Optional.of(7L),
                Optional.of(new Opinion.Held("ann", "a drill", now.plusSeconds(600))),
                Optional.of(new Opinion.Told("us-east-1", 7)),
                now);
    }

    @Override
    public void close() {
        exchange.close();
    }
}
