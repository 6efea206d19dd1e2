package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final List<Party> parties = new ArrayList<>();
    private Party leader;
    private Party observer;

    @BeforeEach
    void start() throws IOException {
        leader = add(Party.leading("east-1", "us-east-1"));
        observer = add(Party.of("east-2", "us-east-1"));
    }

    private Party add(Party party) {
        parties.add(party);
        return party;
    }

    @AfterEach
    void stop() {
        parties.forEach(Party::close);
    }

    private void awaitNews(int count) {
        Party.await().until(() -> leader.heard.news("east-2").size() >= count);
    }

    @Test
    void theFirstReportHoldsEverythingWithAgesOnTheLeadersClock() {
        Duration before = Party.steady();
        observer.exchange.voted(Party.votes(3, Verdict.DOWN), Party.steady());
        observer.follow(leader);
        awaitNews(1);
        Heard.Report first = leader.heard.of("east-2").get(0);
        assertTrue(first.afresh());
        assertEquals(3, first.changed().size());
        Vote vote = first.changed().get(1).vote();
        assertEquals("east-2", vote.observer());
        assertEquals(Party.target(1), vote.target());
        assertEquals(Verdict.DOWN, vote.verdict());
        assertEquals("because 1", vote.why());
        assertTrue(vote.counts());
        // Both share a clock here, so an age that was turned wrongly would show; milliseconds are lost on the way.
        assertTrue(vote.at().compareTo(before.minusMillis(2)) >= 0 && vote.at().compareTo(Party.steady()) <= 0);
        Duration failing = vote.at().minus(vote.failingSince());
        assertTrue(failing.minusSeconds(9).abs().toMillis() <= 2, failing::toString);
    }

    @Test
    void afterwardsOnlyChangesAreSentAndSignsOfLife() {
        List<PolicyVote> all = new ArrayList<>(Party.votes(5, Verdict.HEALTHY));
        observer.exchange.voted(all, Party.steady());
        observer.follow(leader);
        awaitNews(1);
        all.set(2, Party.vote(2, Verdict.DOWN, "refused"));
        all.remove(4);
        observer.exchange.voted(all, Party.steady());
        awaitNews(2);
        Heard.Report second = leader.heard.news("east-2").get(1);
        assertFalse(second.afresh());
        assertEquals(List.of(Party.target(4)), second.gone());
        assertEquals(1, second.changed().size());
        assertEquals(Party.target(2), second.changed().get(0).vote().target());
        int heard = leader.heard.of("east-2").size();
        Party.await().until(() -> leader.heard.of("east-2").size() > heard + 3);
        assertEquals(2, leader.heard.news("east-2").size());
        assertEquals(4, leader.heard.votes("east-2").size());
    }

    @Test
    void aHeartbeatTellsWhenTheVotesWereJudged() {
        Duration judged = Party.steady();
        observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), judged);
        observer.follow(leader);
        awaitNews(1);
        int heard = leader.heard.of("east-2").size();
        Party.await().until(() -> leader.heard.of("east-2").size() > heard + 10);
        Duration told = leader.heard.judged.minus(judged).abs();
        assertTrue(told.compareTo(Party.HEARTBEAT.multipliedBy(5)) < 0, "it stays when it was: " + told);
    }

    @Test
    void aNewerProbeWithTheSameVerdictIsToldOnlyNowAndThen() {
        observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), Party.steady());
        observer.follow(leader);
        awaitNews(1);
        int published = 0;
        while (leader.heard.news("east-2").size() < 2) {
            observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), Party.steady());
            published++;
            int heard = leader.heard.of("east-2").size();
            Party.await().until(() -> leader.heard.of("east-2").size() > heard);
        }
        assertTrue(published > 5, "told again after " + published);
    }

    @Test
    void theLeaderTellsTheFleetAndItsView() throws IOException {
        Party watcher = add(Party.leading(
                "west-1", "us-west-2", new ExchangeSettings.Peer("us-east-1", List.of(observer.address()))));
        leader.exchange.observers(List.of("east-1", "east-2"));
        leader.exchange.found("default", Party.finds(Verdict.DOWN, "the leader's"));
        observer.exchange.voted(List.of(), Party.steady());
        observer.follow(leader);
        Party.await().until(() -> observer.heard.observers.equals(List.of("east-1", "east-2")));
        // A watcher that asks the observer hears the leader.
        Party.await().until(() -> watcher.exchange.opinions("default").stream()
                .anyMatch(opinion -> opinion.instance().equals("east-1")
                        && opinion.on("us-east-1", Duration.ofSeconds(10)) == Verdict.DOWN));
        leader.exchange.observers(List.of("east-1", "east-2", "east-3"));
        Party.await().until(() -> observer.heard.observers.size() == 3);
    }

    @Test
    void goesToAnotherLeaderAtOnceAndTellsItEverything() throws IOException {
        observer.exchange.voted(Party.votes(3, Verdict.HEALTHY), Party.steady());
        observer.follow(leader);
        awaitNews(1);
        Party next = add(Party.leading("east-3", "us-east-1"));
        observer.follow(next);
        Party.await().until(() -> next.heard.votes("east-2").size() == 3);
        assertTrue(next.heard.of("east-2").get(0).afresh());
        Party.await().until(() -> leader.counts.open.get(ExchangeMeters.Stream.OBSERVERS) == 0);
    }

    @Test
    void comesBackToALeaderThatStartsAgain() throws IOException {
        int port = Ports.free();
        Party first = add(new Party(Party.settings("east-9", "us-east-1", port)).start());
        first.leadership.lead();
        observer.exchange.voted(Party.votes(2, Verdict.DOWN), Party.steady());
        observer.follow(first);
        Party.await().until(() -> first.heard.votes("east-2").size() == 2);
        first.close();
        Party.await()
                .until(() -> observer.log.stream().anyMatch(line -> line.startsWith("cannot report to the leader")));
        Party again = add(new Party(Party.settings("east-9", "us-east-1", port)).start());
        again.leadership.lead();
        Party.await().until(() -> again.heard.votes("east-2").size() == 2);
    }

    @Test
    void aLostLeadEndsAllStreams() {
        observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), Party.steady());
        observer.follow(leader);
        awaitNews(1);
        leader.leadership.follow("east-3", "");
        Party.await().until(() -> observer.log.stream().anyMatch(line -> line.contains("FAILED_PRECONDITION")));
        Party.await().until(() -> leader.counts.open.get(ExchangeMeters.Stream.OBSERVERS) == 0);
        int heard = leader.heard.reports.size();
        int refused = leader.counts.refusals(RefusalReason.NOT_LEADER);
        Party.await().until(() -> leader.counts.refusals(RefusalReason.NOT_LEADER) > refused + 1);
        assertEquals(heard, leader.heard.reports.size());
        leader.leadership.lead();
        awaitNews(2);
    }

    @Test
    void takesLeaveWhenItEnds() {
        observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), Party.steady());
        observer.follow(leader);
        awaitNews(1);
        observer.close();
        Party.await().until(() -> leader.heard.left.equals(List.of("east-2")));
        Party.await().until(() -> leader.counts.open.get(ExchangeMeters.Stream.OBSERVERS) == 0);
        assertFalse(observer.log.toString().contains("did not acknowledge"), observer.log::toString);
    }

    @Test
    void aLeaderThatBecameAnObserverReportsToTheOther() {
        observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), Party.steady());
        observer.follow(leader);
        awaitNews(1);
        leader.exchange.voted(Party.votes(4, Verdict.HEALTHY), Party.steady());
        observer.leadership.lead();
        leader.follow(observer);
        Party.await().until(() -> observer.heard.votes("east-1").size() == 4);
    }

    @Test
    void aHolderThatDoesNotLeadDoesNotReportToItself() {
        observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), Party.steady());
        observer.leadership.follow("east-2", observer.address());
        observer.follow(leader);
        awaitNews(1);
        assertEquals(0, observer.counts.refusals(RefusalReason.NOT_LEADER));
        assertEquals(0, observer.heard.reports.size());
    }
}
