package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.ExchangeMeters.MessageResult;
import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.Vote;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Verdict;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an observer may do wrong, by mistake or on purpose. */
class HostileReportTest {
    private Party leader;
    private RawObserver raw;

    @BeforeEach
    void start() throws IOException {
        leader = Party.leading("east-1", "us-east-1");
        raw = new RawObserver(leader.address());
    }

    @AfterEach
    void stop() {
        raw.close();
        leader.close();
    }

    private static Observation.Builder hello(String instance) {
        return Observation.newBuilder().setInstance(instance).setRegion("us-east-1");
    }

    private static Vote.Builder vote() {
        return VoteWire.encode(Party.vote(1, Verdict.DOWN, "x"), Party.steady()).toBuilder();
    }

    private void refused(Observation message) {
        RawObserver.Call call = raw.report();
        int before = leader.counts.messages(Stream.OBSERVERS, MessageResult.MALFORMED);
        call.send(message);
        assertEquals(Status.Code.INVALID_ARGUMENT, call.awaitEnd(), () -> message.toString());
        assertEquals(before + 1, leader.counts.messages(Stream.OBSERVERS, MessageResult.MALFORMED));
        assertEquals(List.of(), leader.heard.reports);
    }

    @Test
    void garbageIsRefusedAndNothingOfItIsKept() {
        refused(Observation.getDefaultInstance());
        refused(hello("").build());
        refused(hello("a name").build());
        refused(hello("line\nbreak").build());
        refused(hello("x".repeat(301)).build());
        refused(hello("east-1").build());
        refused(hello("east-2").setRegion("us-west-2").build());
        refused(hello("east-2").addVotes(vote().setPolicy("")).build());
        refused(hello("east-2").addVotes(vote().setPolicy("p".repeat(400))).build());
        refused(hello("east-2").addVotes(vote().clearTarget()).build());
        refused(hello("east-2").addVotes(vote().setAgeMs(Long.MAX_VALUE)).build());
        refused(hello("east-2").addVotes(vote().setFailingMs(Long.MAX_VALUE)).build());
        Vote.Builder place = vote();
        place.getTargetBuilder().setAddress("10.0.0.1\u0000");
        refused(hello("east-2").addVotes(place).build());
        refused(hello("east-2")
                .addAllVotes(Collections.nCopies(
                        ExchangeSettings.Limits.DEFAULT.votes() / 10 + 1, Vote.getDefaultInstance()))
                .build());
    }

    @Test
    void votesThatAreEmptyAreNotMadeObjects() {
        RawObserver.Call call = raw.report();
        call.send(hello("east-2")
                .addAllVotes(Collections.nCopies(110_000, Vote.getDefaultInstance()))
                .build());
        assertTrue(
                List.of(Status.Code.UNKNOWN, Status.Code.RESOURCE_EXHAUSTED).contains(call.awaitEnd()),
                "refused before it was read");
        assertEquals(0, leader.counts.messages(Stream.OBSERVERS, MessageResult.MALFORMED));
        assertEquals(List.of(), leader.heard.reports);
    }

    @Test
    void namesOfAllVotesTogetherHaveABound() throws Malformed {
        ReportStream stream = new ReportStream(null, null, Duration.ZERO);
        int most = ExchangeSettings.Limits.DEFAULT.votes();
        int fit = ReportStream.LETTERS / 320;
        for (int i = 0; i < fit; i++) {
            stream.has(List.of(longVote(i)), most);
        }
        stream.gone(Set.of(longVote(0).vote().target(), longVote(1).vote().target()));
        stream.has(List.of(longVote(0), longVote(1), longVote(2)), most);
        assertThrows(Malformed.class, () -> {
            for (int i = fit; i < 2 * fit; i++) {
                stream.has(List.of(longVote(i)), most);
            }
        });
    }

    private static PolicyVote longVote(int number) {
        dev.temporalfailover.failover.verdict.Vote vote =
                Party.vote(1, Verdict.DOWN, "x").vote();
        Target of = vote.target();
        Target target =
                new Target(of.region(), of.service(), of.path(), "x".repeat(270) + (10_000 + number), of.check());
        return new PolicyVote(
                "p",
                new dev.temporalfailover.failover.verdict.Vote(
                        vote.observer(), target, vote.verdict(), "x", vote.at(), vote.failingSince(), true));
    }

    @Test
    void aMessageThatIsTooLargeEndsItsStream() {
        RawObserver.Call call = raw.report();
        call.send(hello("east-2").addVotes(vote().setWhy("x".repeat(2 << 20))).build());
        assertTrue(
                List.of(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED).contains(call.awaitEnd()));
        assertEquals(List.of(), leader.heard.reports);
    }

    @Test
    void longWordsAreCutAndAgesFromTheFutureAreNow() {
        RawObserver.Call call = raw.report();
        call.send(hello("east-2")
                .addVotes(vote().setWhy("a\tb" + "y".repeat(1000)).setAgeMs(-5_000))
                .build());
        call.awaitAnswers(1);
        dev.temporalfailover.failover.verdict.Vote vote =
                leader.heard.reports.get(0).changed().get(0).vote();
        assertEquals(300, vote.why().length());
        assertTrue(vote.why().startsWith("a b"));
        assertTrue(vote.at().compareTo(Party.steady()) <= 0);
    }

    @Test
    void aLateVoteKeepsItsAge() {
        RawObserver.Call call = raw.report();
        call.send(hello("east-2").addVotes(vote().setAgeMs(3_600_000)).build());
        call.awaitAnswers(1);
        assertTrue(Party.steady()
                        .minus(leader.heard
                                .reports
                                .get(0)
                                .changed()
                                .get(0)
                                .vote()
                                .at())
                        .toMinutes()
                >= 60);
    }

    @Test
    void whatANewerVersionSaysIsNotTold() {
        RawObserver.Call call = raw.report();
        Vote.Builder check = vote();
        check.getTargetBuilder().setCheck("telepathy");
        call.send(hello("east-2")
                .addVotes(check)
                .addVotes(vote().setVerdictValue(77))
                .build());
        call.awaitAnswers(1);
        assertEquals(1, leader.heard.reports.get(0).changed().size());
        assertEquals(
                Verdict.UNKNOWN,
                leader.heard.reports.get(0).changed().get(0).vote().verdict());
    }

    @Test
    void anObserverKeepsItsName() {
        RawObserver.Call call = raw.report();
        call.send(hello("east-2").build());
        call.send(hello("east-3").build());
        assertEquals(Status.Code.INVALID_ARGUMENT, call.awaitEnd());
        assertEquals(1, leader.heard.reports.size());
    }

    @Test
    void ofTwoStreamsOfOneObserverTheNewestIsHeard() {
        RawObserver.Call first = raw.report();
        first.send(hello("east-2").addVotes(vote()).build());
        first.awaitAnswers(1);
        RawObserver.Call second = raw.report();
        second.send(hello("east-2").build());
        assertEquals(Status.Code.ABORTED, first.awaitEnd());
        second.awaitAnswers(1);
        second.send(Observation.getDefaultInstance());
        second.awaitAnswers(2);
        assertTrue(leader.heard.votes("east-2").isEmpty());
    }

    @Test
    void aStreamThatIsSilentIsEnded() {
        RawObserver.Call never = raw.report();
        RawObserver.Call once = raw.report();
        once.send(hello("east-2").build());
        assertEquals(Status.Code.DEADLINE_EXCEEDED, never.awaitEnd());
        assertEquals(Status.Code.DEADLINE_EXCEEDED, once.awaitEnd());
        assertEquals(List.of(), leader.heard.left);
    }

    @Test
    void theFarewellIsHeardOnceAndAnEndWithoutOneIsSilence() {
        RawObserver.Call call = raw.report();
        call.send(hello("east-2").build());
        call.send(Observation.newBuilder().setLeaving(true).build());
        assertEquals(Status.Code.OK, call.awaitEnd());
        RawObserver.Call other = raw.report();
        other.send(hello("east-3").build());
        other.awaitAnswers(1);
        other.complete();
        assertEquals(Status.Code.OK, other.awaitEnd());
        assertEquals(List.of("east-2"), leader.heard.left);
    }

    @Test
    void anObserverThatDoesNotReadCostsOneMessage() {
        RawObserver.Call deaf = raw.report(0);
        deaf.send(hello("east-2").build());
        RawObserver.Call other = raw.report();
        other.send(hello("east-3").build());
        // Each view is new and 15 KiB, far more in all than a stream's window: what is not taken must be dropped.
        for (int i = 0; i < 400; i++) {
            int said = other.answers.size();
            leader.exchange.found("default", Wide.finds(i % 2 == 0 ? Verdict.DOWN : Verdict.HEALTHY));
            other.send(Observation.getDefaultInstance());
            deaf.send(Observation.getDefaultInstance());
            other.awaitAnswers(said + 1);
        }
        deaf.read(1_000);
        deaf.awaitAnswers(1);
        Party.await().until(() -> deaf.answers.stream()
                .filter(Guidance::hasView)
                .anyMatch(one -> Wide.verdict(one) == Verdict.HEALTHY));
        assertTrue(deaf.answers.size() < 100, "kept " + deaf.answers.size());
        assertTrue(other.answers.size() >= 400);
    }
}
