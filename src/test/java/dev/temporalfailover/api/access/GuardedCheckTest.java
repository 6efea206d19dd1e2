package dev.temporalfailover.api.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.api.access.CallerCheck.Access;
import dev.temporalfailover.api.access.CallerCheck.TokenAnswer;
import dev.temporalfailover.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GuardedCheckTest {
    private static final String PATH = "/api/v1/failover";
    private static final Duration CACHE = Duration.ofSeconds(30);
    private static final TokenAnswer NO = TokenAnswer.denied("ann", "ann may not");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private volatile Duration now = Duration.ofMinutes(1);
    private volatile Function<String, TokenAnswer> answers = token -> TokenAnswer.allowed("ann");
    private GuardedCheck guard = guard(CACHE);

    private GuardedCheck guard(Duration cache) {
        return new GuardedCheck(
                (token, path) -> {
                    asked.add(token + " " + path);
                    return answers.apply(token);
                },
                cache,
                TestClock.of(() -> now),
                reports::add);
    }

    private Access ask(String token) {
        return guard.check(token, PATH).result();
    }

    private void after(Duration time) {
        now = now.plus(time);
    }

    @Test
    void aYesIsKeptForTheCachesTimeAndNotAMomentLonger() {
        ask("t");
        answers = token -> NO;
        after(CACHE.minusNanos(1));
        assertEquals(TokenAnswer.allowed("ann"), guard.check("t", PATH));
        assertEquals(1, asked.size());
        after(Duration.ofNanos(1));
        assertEquals(NO, guard.check("t", PATH), "the right was taken away");
        assertEquals(2, asked.size());
    }

    @Test
    void theCachesTimeCountsFromBeforeTheQuestion() {
        answers = token -> {
            after(Duration.ofSeconds(4));
            return TokenAnswer.allowed("ann");
        };
        ask("t");
        after(CACHE.minusSeconds(4));
        ask("t");
        assertEquals(2, asked.size());
    }

    @Test
    void aYesIsForOneTokenAndOnePath() {
        ask("t");
        answers = token -> NO;
        assertEquals(Access.DENIED, ask("t2"));
        assertEquals(Access.DENIED, guard.check("t", "/api/v1/alerts").result());
        assertEquals(
                Access.DENIED,
                guard.check("t" + PATH.substring(0, 1), PATH.substring(1)).result());
        assertEquals(Access.ALLOWED, ask("t"));
    }

    @Test
    void withoutACacheEveryCallIsAsked() {
        guard = guard(Duration.ZERO);
        ask("t");
        answers = token -> NO;
        assertEquals(Access.DENIED, ask("t"));
    }

    @Test
    void aNoIsKeptForFiveSeconds() {
        answers = token -> token.equals("t") ? NO : TokenAnswer.unauthenticated("nobody's");
        ask("t");
        ask("stranger");
        answers = token -> TokenAnswer.allowed("ann");
        after(GuardedCheck.FORGET_NO.minusNanos(1));
        assertEquals(Access.DENIED, ask("t"));
        assertEquals(Access.UNAUTHENTICATED, ask("stranger"));
        assertEquals(2, asked.size());
        after(Duration.ofNanos(1));
        assertEquals(Access.ALLOWED, ask("t"));
        assertEquals(Access.ALLOWED, ask("stranger"));
    }

    @Test
    void silenceIsNotKeptAndToldOnce() {
        answers = token -> TokenAnswer.unavailable("the API server does not answer");
        ask("t");
        ask("t");
        assertEquals(2, asked.size());
        assertEquals(List.of("Kubernetes tokens cannot be checked: the API server does not answer"), reports);
        answers = token -> TokenAnswer.allowed("ann");
        assertEquals(Access.ALLOWED, ask("t"));
        ask("t2");
        assertEquals("Kubernetes tokens can be checked again", reports.get(1));
        assertEquals(2, reports.size());
    }

    @Test
    void whatIsKnownHoldsWhileNobodyAnswers() {
        ask("t");
        answers = token -> TokenAnswer.unavailable("the API server does not answer");
        after(CACHE.minusSeconds(1));
        assertEquals(Access.ALLOWED, ask("t"));
        after(Duration.ofSeconds(1));
        assertEquals(Access.UNAVAILABLE, ask("t"));
    }

    @Test
    void aUserWhoMayNotIsReportedButNotOncePerCall() {
        answers = token -> NO;
        for (int i = 0; i < 50; i++) {
            ask("t");
        }
        assertEquals(List.of("refused: ann may not"), reports);
    }

    @Test
    void aFloodOfOneTokenIsOneQuestion() {
        answers = token -> TokenAnswer.unauthenticated("nobody's");
        for (int i = 0; i < 10_000; i++) {
            assertEquals(Access.UNAUTHENTICATED, ask("t"));
        }
        assertEquals(1, asked.size());
    }

    @Test
    void aFloodOfTokensIsBoundedInQuestionsAndMemoryAndDrivesNoUserOut() {
        ask("ann's");
        answers = token -> TokenAnswer.unauthenticated("nobody's");
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            TokenAnswer answer = guard.check("stranger-" + i, PATH);
            refused += answer.result() == Access.UNAVAILABLE ? 1 : 0;
        }
        assertEquals(GuardedCheck.BURST, asked.size());
        assertEquals(10_000 - (GuardedCheck.BURST - 1), refused);
        for (int i = 0; i < 400; i++) {
            after(GuardedCheck.REFILL.dividedBy(4));
            guard.check("later-" + i, PATH);
        }
        assertEquals(GuardedCheck.BURST + 100, asked.size(), "one more each 200 ms");
        assertTrue(guard.kept() <= GuardedCheck.KEPT + 1, guard.kept() + " answers are kept");
        assertEquals(Access.ALLOWED, ask("ann's"));
    }

    @Test
    void ofManyUsersTheNewestAreKept() {
        for (int i = 0; i < 1_000; i++) {
            after(GuardedCheck.REFILL);
            ask("user-" + i);
        }
        assertEquals(GuardedCheck.KEPT, guard.kept());
        asked.clear();
        ask("user-999");
        assertEquals(List.of(), asked);
        ask("user-0");
        assertEquals(1, asked.size());
    }

    @Test
    void aYesThatIsOvertakenByALaterNoIsNotKept() {
        answers = first -> {
            // While the first question is on its way the right goes, and somebody asks again and is answered sooner.
            answers = second -> NO;
            after(Duration.ofMillis(10));
            assertEquals(Access.DENIED, ask("t"));
            return TokenAnswer.allowed("ann");
        };
        assertEquals(Access.ALLOWED, ask("t"));
        assertEquals(Access.DENIED, ask("t"));
        assertEquals(2, asked.size());
    }

    @Test
    void onlySoManyAreAskedAtOnceAndNobodyWaits() throws Exception {
        CountDownLatch inside = new CountDownLatch(GuardedCheck.AT_ONCE);
        CountDownLatch go = new CountDownLatch(1);
        answers = token -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return TokenAnswer.allowed("ann");
        };
        ExecutorService callers = Executors.newFixedThreadPool(GuardedCheck.AT_ONCE);
        try {
            List<Future<Access>> waiting = new ArrayList<>();
            for (int i = 0; i < GuardedCheck.AT_ONCE; i++) {
                String token = "t" + i;
                waiting.add(callers.submit(() -> ask(token)));
            }
            assertTrue(inside.await(60, TimeUnit.SECONDS));
            // On this thread: it would hang here if it waited.
            TokenAnswer full = guard.check("one-more", PATH);
            assertEquals(Access.UNAVAILABLE, full.result());
            assertTrue(full.why().contains("try again"), full.why());
            assertEquals(GuardedCheck.AT_ONCE, asked.size());
            go.countDown();
            for (Future<Access> one : waiting) {
                assertEquals(Access.ALLOWED, one.get(60, TimeUnit.SECONDS));
            }
            assertEquals(Access.ALLOWED, ask("one-more"));
        } finally {
            go.countDown();
            callers.shutdownNow();
        }
    }

    @Test
    void aDefectBehindItGivesItsPlaceBack() {
        answers = token -> {
            throw new IllegalStateException("a defect");
        };
        for (int i = 0; i < GuardedCheck.AT_ONCE + 1; i++) {
            assertThrows(IllegalStateException.class, () -> ask("t"));
        }
    }
}
