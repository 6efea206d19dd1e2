package dev.temporalfailover.observe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The judge thread hands a changed verdict on without waiting for its tick. */
class JudgeThreadTest {
    private final AtomicReference<Duration> steady = new AtomicReference<>(Duration.ofSeconds(1));
    private final BlockingQueue<Judgement> out = new LinkedBlockingQueue<>();
    private final AtomicInteger dropped = new AtomicInteger();

    private final BlockingQueue<List<PolicyVote>> own = new LinkedBlockingQueue<>();
    private final BlockingQueue<Set<String>> observers = new LinkedBlockingQueue<>();
    private final AtomicBoolean leads = new AtomicBoolean();
    private final JudgeListener listener = new JudgeListener() {
        @Override
        public void judged(String policy, Judgement judgement) {
            out.add(judgement);
        }

        @Override
        public void voted(List<PolicyVote> votes, Duration at) {
            own.add(votes);
        }

        @Override
        public void observers(Set<String> all) {
            observers.add(all);
        }

        @Override
        public void dropped() {
            dropped.incrementAndGet();
        }
    };

    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Heartbeats heartbeats =
            new Heartbeats(TestClock.of(steady::get), (thread, step) -> failures.merge(step, 1, Integer::sum));

    private JudgeThread judge() {
        return judge(Duration.ofHours(1), () -> Set.of(Fixtures.TARGET));
    }

    private JudgeThread judge(Duration tick, Supplier<Set<Target>> present) {
        Observatory observatory = new Observatory(
                List.of(new JudgedPolicy(
                        "p",
                        List.of(Fixtures.EAST),
                        Fixtures.THRESHOLDS,
                        Set.of(Service.FRONTEND),
                        Fixtures.EAST,
                        Duration.ofSeconds(10))),
                target -> Duration.ofSeconds(15),
                Voting.ALONE);
        return new JudgeThread(observatory, present, TestClock.of(steady::get), tick, leads::get, listener, heartbeats);
    }

    @Test
    void aChangedVerdictIsHandedOnAtOnce() throws InterruptedException {
        try (JudgeThread judge = judge()) {
            judge.start();
            for (int i = 0; i < 3; i++) {
                judge.accept(Fixtures.result(Outcome.OK, 1 + i * 0.1));
            }
            Judgement judgement = out.poll(30, TimeUnit.SECONDS);
            assertEquals(
                    Verdict.HEALTHY, judgement.verdicts().get(Fixtures.EAST).verdict());
        }
    }

    @Test
    void ourOwnVotesAreHandedOnWithTheVerdicts() throws InterruptedException {
        try (JudgeThread judge = judge()) {
            judge.start();
            judge.accept(Fixtures.result(Outcome.REFUSED, 1));
            judge.accept(Fixtures.result(Outcome.REFUSED, 1.1));
            assertEquals(
                    Verdict.DOWN,
                    out.poll(30, TimeUnit.SECONDS).verdicts().get(Fixtures.EAST).verdict());
            PolicyVote vote = own.poll(30, TimeUnit.SECONDS).get(0);
            assertEquals("p", vote.policy());
            assertEquals(Verdict.DOWN, vote.vote().verdict());
            assertEquals(Fixtures.seconds(1), vote.vote().failingSince());
        }
    }

    @Test
    void aReportOutvotesThisNodeOnceItLeads() throws InterruptedException {
        leads.set(true);
        try (JudgeThread judge = judge()) {
            judge.start();
            for (String other : List.of("b", "c")) {
                Vote healthy =
                        new Vote(other, Fixtures.TARGET, Verdict.HEALTHY, "ok", Duration.ofSeconds(1), null, true);
                judge.reported(other, true, List.of(new PolicyVote("p", healthy)), List.of(), steady.get());
            }
            judge.accept(Fixtures.result(Outcome.REFUSED, 1));
            judge.accept(Fixtures.result(Outcome.REFUSED, 1.1));
            Verdict last;
            do {
                last = out.poll(30, TimeUnit.SECONDS)
                        .verdicts()
                        .get(Fixtures.EAST)
                        .verdict();
            } while (last != Verdict.HEALTHY);
            assertTrue(observers.poll(30, TimeUnit.SECONDS).contains("self"));
        }
    }

    @Test
    void whoReportedBeforeALossOfLeadershipMustBeginAfresh() throws InterruptedException {
        leads.set(true);
        try (JudgeThread judge = judge()) {
            judge.start();
            assertFalse(judge.reported("b", false, List.of(), List.of(), steady.get()), "its votes were never here");
            Vote healthy = new Vote("b", Fixtures.TARGET, Verdict.HEALTHY, "ok", Duration.ofSeconds(1), null, true);
            assertTrue(judge.reported("b", true, List.of(new PolicyVote("p", healthy)), List.of(), steady.get()));
            assertTrue(judge.reported("b", false, List.of(), List.of(), steady.get()));
            leads.set(false);
            // Any input wakes the thread, which notices; the stream may be none the wiser.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !judge.reported("b", false, List.of(), List.of(), steady.get()));
            leads.set(true);
            judge.accept(Fixtures.result(Outcome.OK, 1));
            assertFalse(judge.reported("b", false, List.of(), List.of(), steady.get()));
            assertTrue(judge.reported("b", true, List.of(new PolicyVote("p", healthy)), List.of(), steady.get()));
        }
    }

    @Test
    void aReportThatFoundTheQueueFullMustBeginAfreshAndOneThatWaitsInItNeedNot() {
        leads.set(true);
        JudgeThread judge = judge();
        assertTrue(judge.reported("b", true, List.of(), List.of(), steady.get()));
        assertTrue(judge.reported("b", false, List.of(), List.of(), steady.get()));
        while (judge.reported("b", false, List.of(), List.of(), steady.get())) {
            // Until the queue is full.
        }
        assertFalse(judge.reported("c", true, List.of(), List.of(), steady.get()));
        assertTrue(dropped.get() >= 2);
        int before = dropped.get();
        assertFalse(judge.reported("b", false, List.of(), List.of(), steady.get()));
        assertFalse(judge.reported("c", false, List.of(), List.of(), steady.get()));
        assertEquals(before, dropped.get(), "refused before it is even offered");
    }

    @Test
    void aFullQueueDropsResultsAndCountsThem() {
        JudgeThread judge = judge();
        for (int i = 0; i < 70_000; i++) {
            judge.accept(Fixtures.result(Outcome.OK, 1));
        }
        assertTrue(dropped.get() > 0);
    }

    @Test
    void aTickThatThrowsIsCountedAndTheNextOneJudges() throws InterruptedException {
        AtomicInteger ticks = new AtomicInteger();
        Supplier<Set<Target>> failsTwice = () -> {
            if (ticks.incrementAndGet() <= 2) {
                throw new IllegalStateException("of the tick");
            }
            return Set.of(Fixtures.TARGET);
        };
        try (JudgeThread judge = judge(Duration.ofMillis(1), failsTwice)) {
            judge.start();
            await().until(() -> {
                pass(Duration.ofMillis(2));
                judge.accept(Fixtures.result(Outcome.OK, 1));
                return ticks.get() > 2 && !out.isEmpty();
            });
            assertEquals(2, failures.get("judge"));
        }
    }

    @Test
    void aJudgeThatHangsIsNamed() {
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicInteger ticks = new AtomicInteger();
        Supplier<Set<Target>> stuck = () -> {
            if (ticks.incrementAndGet() > 1) {
                hang(hangs);
            }
            return Set.of();
        };
        try (JudgeThread judge = judge(Duration.ofMillis(1), stuck)) {
            judge.start();
            await().until(() -> {
                pass(Duration.ofMillis(2));
                judge.accept(Fixtures.result(Outcome.OK, 1));
                return ticks.get() > 1;
            });
            assertEquals(Map.of(), heartbeats.silent());
            for (int i = 0; i < 31; i++) {
                pass(Duration.ofSeconds(1));
                heartbeats.silent();
            }
            assertEquals(Set.of("judge"), heartbeats.silent().keySet());
        } finally {
            hangs.countDown();
        }
    }

    @Test
    void aJudgeThatDiesOfAnErrorIsNamed() {
        Supplier<Set<Target>> dies = () -> {
            throw new StackOverflowError("of the tick");
        };
        try (JudgeThread judge = judge(Duration.ofMillis(1), dies)) {
            judge.start();
            for (int i = 0; i < 31; i++) {
                pass(Duration.ofSeconds(1));
                judge.accept(Fixtures.result(Outcome.OK, 1));
                heartbeats.silent();
            }
            assertEquals(Set.of("judge"), heartbeats.silent().keySet());
        }
    }

    private static void hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Duration time) {
        steady.updateAndGet(now -> now.plus(time));
    }
}
