package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentVotesTest {
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final Duration NOW = Duration.ofSeconds(100);
    private final SentVotes sent = new SentVotes(new ExchangeSettings.Limits(10, 10, 1 << 20, 300, 1_000, 10), REFRESH);

    private Observation next(List<PolicyVote> votes, Duration now) {
        Observation.Builder message = Observation.newBuilder();
        boolean any = sent.fill(message, SentVotes.index(votes), now);
        assertEquals(any, message.getVotesCount() + message.getGoneCount() > 0);
        return message.build();
    }

    @Test
    void manyVotesTakeSeveralMessagesWithinTheLimits() {
        List<PolicyVote> all = Party.votes(250, Verdict.HEALTHY);
        assertEquals(100, next(all, NOW).getVotesCount());
        assertEquals(100, next(all, NOW).getVotesCount());
        assertEquals(50, next(all, NOW).getVotesCount());
        assertEquals(0, next(all, NOW).getVotesCount());
        assertEquals(100, next(List.of(), NOW).getGoneCount());
        assertEquals(100, next(List.of(), NOW).getGoneCount());
        assertEquals(50, next(List.of(), NOW).getGoneCount());
        assertEquals(0, next(List.of(), NOW).getGoneCount());
    }

    @Test
    void longWordsMakeMessagesOfFewerVotes() {
        SentVotes small = new SentVotes(new ExchangeSettings.Limits(10, 10, 4_096, 300, 1_000, 10), REFRESH);
        List<PolicyVote> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(Party.vote(i, Verdict.DOWN, "\u20ac".repeat(300)));
        }
        int told = 0;
        while (told < 20) {
            Observation.Builder message = Observation.newBuilder();
            assertTrue(small.fill(message, SentVotes.index(all), NOW));
            assertTrue(message.build().getSerializedSize() <= 4_096);
            told += message.getVotesCount();
        }
        assertEquals(20, told);
    }

    @Test
    void ofManyChangesOnlyTheNewestIsTold() {
        next(Party.votes(1, Verdict.HEALTHY), NOW);
        // Each replaced the one before while the stream could take nothing.
        Observation message = next(List.of(Party.vote(0, Verdict.DOWN, "third")), NOW);
        assertEquals(1, message.getVotesCount());
        assertEquals("third", message.getVotes(0).getWhy());
    }

    @Test
    void newWordsWaitForTheirTime() {
        next(List.of(Party.vote(0, Verdict.HEALTHY, "p99 1 ms")), NOW);
        List<PolicyVote> now = List.of(Party.vote(0, Verdict.HEALTHY, "p99 2 ms"));
        assertEquals(0, next(now, NOW.plus(REFRESH).minusMillis(1)).getVotesCount());
        assertEquals(1, next(now, NOW.plus(REFRESH)).getVotesCount());
        assertEquals(0, next(now, NOW.plus(REFRESH.multipliedBy(2))).getVotesCount());
    }

    @Test
    void aVoteThatEndsForOnePolicyAloneNeedsAllAfresh() {
        PolicyVote one = Party.vote(0, Verdict.HEALTHY, "x");
        PolicyVote other = new PolicyVote("strict", one.vote());
        next(List.of(one, other), NOW);
        assertTrue(sent.needsAfresh(SentVotes.index(List.of(one))));
        assertFalse(sent.needsAfresh(Map.of()));
        assertFalse(sent.needsAfresh(SentVotes.index(List.of(one, other))));
    }
}
