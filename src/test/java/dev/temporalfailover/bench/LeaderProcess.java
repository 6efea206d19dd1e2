package dev.temporalfailover.bench;

import dev.temporalfailover.coordination.HomeCluster;
import dev.temporalfailover.coordination.Roster;
import dev.temporalfailover.coordination.SoleLeadership;
import dev.temporalfailover.exchange.ExchangeListener;
import dev.temporalfailover.exchange.ExchangeMeters;
import dev.temporalfailover.exchange.ExchangeSettings;
import dev.temporalfailover.exchange.GrpcExchange;
import dev.temporalfailover.exchange.ReportListener;
import dev.temporalfailover.failover.situation.Findings;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Main class of a child process that leads and keeps what it hears. Says each second how much that is. */
public final class LeaderProcess {
    static final String NAME = "temporal-failover";
    private static final long STARTED = System.nanoTime();

    private LeaderProcess() {}

    /** @param args directory of the TLS files, port */
    public static void main(String[] args) throws IOException, InterruptedException {
        ExchangeSettings settings = new ExchangeSettings(
                "leader",
                "us-east-1",
                ExchangeSettings.PlaceType.INSTANCE,
                "127.0.0.1",
                Integer.parseInt(args[1]),
                Optional.of(tls(Path.of(args[0]))),
                ExchangeSettings.TRUST_DOMAIN,
                List.of(),
                Set.of("default"),
                ExchangeSettings.HEARTBEAT,
                ExchangeSettings.SILENCE,
                new ExchangeSettings.Limits(5_000, 100, 1 << 20, 300, 20_000, 5_000));
        Votes votes = new Votes();
        try (GrpcExchange exchange = new GrpcExchange(
                settings,
                new HomeCluster(
                        new SoleLeadership("leader", TestClock.of(LeaderProcess::steady)),
                        (instance, address, answer) -> answer.accept(Roster.Standing.KNOWN),
                        Integer.MAX_VALUE),
                votes,
                votes,
                TestClock.of(LeaderProcess::steady),
                System.out::println,
                votes,
                new Random(1),
                Fixtures.heartbeats())) {
            exchange.start();
            System.out.println("listening");
            while (true) {
                exchange.found("default", findings());
                exchange.observers(votes.members());
                System.out.println(votes);
                Thread.sleep(1000);
            }
        }
    }

    static Tls tls(Path directory) {
        return Tls.mutual(
                directory.resolve("fleet.ca"), directory.resolve("fleet.crt"), directory.resolve("fleet.key"), NAME);
    }

    private static Duration steady() {
        return Duration.ofNanos(System.nanoTime() - STARTED);
    }

    private static Findings findings() {
        Duration now = steady();
        Opinion.Word word = new Opinion.Word(Verdict.HEALTHY, "1000 of 1000 observers say HEALTHY", Duration.ZERO, now);
        return new Findings(
                Map.of("us-east-1", word, "us-west-2", word), Optional.of(1L), Optional.empty(), Optional.empty(), now);
    }

    /** The least that a leader keeps. */
    private static final class Votes implements ReportListener, ExchangeListener, ExchangeMeters {
        private final Map<String, Map<Target, Vote>> votes = new HashMap<>();
        private long messages;
        private int connected;

        @Override
        public synchronized boolean reported(
                String observer, boolean afresh, List<PolicyVote> changed, List<Target> gone, Duration judged) {
            messages++;
            Map<Target, Vote> own = votes.computeIfAbsent(observer, name -> new HashMap<>());
            changed.forEach(one -> own.put(one.vote().target(), one.vote()));
            gone.forEach(own::remove);
            return true;
        }

        @Override
        public synchronized void left(String observer) {
            votes.remove(observer);
        }

        @Override
        public synchronized void open(Stream stream, String place, int now) {
            connected = stream == Stream.OBSERVERS ? now : connected;
        }

        @Override
        public void observers(List<String> all) {}

        @Override
        public void opinionsChanged() {}

        synchronized List<String> members() {
            List<String> all = new ArrayList<>(votes.keySet());
            all.add("leader");
            return all;
        }

        @Override
        public synchronized String toString() {
            return "heard " + messages + " from " + connected;
        }
    }
}
