package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.ExchangeMeters.MessageResult;
import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.wire.PolicyView;
import dev.temporalfailover.exchange.wire.RegionView;
import dev.temporalfailover.exchange.wire.Role;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final List<AutoCloseable> opened = new ArrayList<>();

    private <T extends AutoCloseable> T add(T one) {
        opened.add(one);
        return one;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private Party watching(String... endpoints) throws IOException {
        return add(Party.leading("west-1", "us-west-2", new ExchangeSettings.Peer("us-east-1", List.of(endpoints))));
    }

    private static Opinion awaitOpinion(Party party) {
        Party.await().until(() -> party.exchange.opinions("default").size() == 1);
        return party.exchange.opinions("default").get(0);
    }

    private static Opinion awaitVerdict(Party party, Verdict verdict) {
        Party.await().until(() -> party.exchange.opinions("default").stream()
                .anyMatch(one -> one.on("us-east-1", Duration.ofSeconds(10)) == verdict));
        return party.exchange.opinions("default").get(0);
    }

    private static View.Builder view(Verdict verdict, long ageMillis) {
        return View.newBuilder()
                .setPlace("us-east-1")
                .setInstance("east-1")
                .setRole(Role.ROLE_LEADER)
                .setAgeMs(ageMillis)
                .addPolicies(PolicyView.newBuilder()
                        .setPolicy("default")
                        .addRegions(
                                RegionView.newBuilder().setRegion("us-east-1").setVerdict(VoteWire.encode(verdict))));
    }

    @Test
    void aLeadersOpinionArrivesWhole() throws IOException {
        Party east = add(Party.leading("east-1", "us-east-1"));
        Duration before = Party.steady();
        east.exchange.found("default", Party.finds(Verdict.DOWN, "3 of 4"));
        Opinion opinion = awaitOpinion(watching(east.address()));
        assertEquals("us-east-1", opinion.place());
        assertEquals("east-1", opinion.instance());
        assertEquals(Opinion.Role.LEADER, opinion.role());
        assertEquals(7, opinion.epoch().orElseThrow());
        Opinion.Word word = opinion.words().get("us-east-1");
        assertEquals(Verdict.DOWN, word.verdict());
        assertEquals("3 of 4", word.why());
        assertTrue(opinion.at().compareTo(before.minusMillis(2)) >= 0
                && opinion.at().compareTo(Party.steady()) <= 0);
        assertTrue(opinion.at().minus(word.since()).minusSeconds(30).abs().toMillis() <= 2);
        Opinion.Held hold = opinion.hold().orElseThrow();
        assertEquals("ann", hold.owner());
        assertTrue(hold.until().minus(opinion.at()).minusSeconds(600).abs().toMillis() <= 2);
    }

    @Test
    void changesAreToldAndConfirmationsAreNot() throws IOException {
        Party east = add(Party.leading("east-1", "us-east-1"));
        Party west = watching(east.address());
        east.exchange.found("default", Party.finds(Verdict.HEALTHY, "fine"));
        Duration first = awaitOpinion(west).at();
        int changes = west.heard.opinionChanges.get();
        east.exchange.found("default", Party.finds(Verdict.HEALTHY, "fine still"));
        Party.await().until(() -> west.exchange.opinions("default").get(0).at().compareTo(first) > 0);
        assertEquals(changes, west.heard.opinionChanges.get());
        east.exchange.found("default", Party.finds(Verdict.DOWN, "refused"));
        awaitVerdict(west, Verdict.DOWN);
        Party.await().until(() -> west.heard.opinionChanges.get() == changes + 1);
    }

    @Test
    void whoLeadsNothingSpeaksForItselfAlone() throws IOException {
        Party east = add(Party.of("east-2", "us-east-1"));
        east.exchange.found("default", Party.finds(Verdict.DEGRADED, "mine"));
        assertEquals(
                Opinion.Role.OBSERVER, awaitOpinion(watching(east.address())).role());
    }

    @Test
    void aWitnessSaysThatItIsOneAndWatchesNobody() throws IOException {
        Party west = add(Party.of("west-9", "us-west-2"));
        ExchangeSettings base = Party.settings(
                "w", "us-east-1", Ports.free(), new ExchangeSettings.Peer("us-west-2", List.of(west.address())));
        Party witness = add(new Party(new ExchangeSettings(
                        base.instance(),
                        base.place(),
                        ExchangeSettings.PlaceType.WITNESS,
                        base.host(),
                        base.port(),
                        base.tls(),
                        base.trustDomain(),
                        base.peers(),
                        base.policies(),
                        base.heartbeat(),
                        base.silence(),
                        base.limits()))
                .start());
        witness.leadership.lead();
        witness.exchange.found("default", Party.finds(Verdict.DOWN, "seen from outside"));
        assertEquals(
                Opinion.Role.WITNESS, awaitOpinion(watching(witness.address())).role());
        assertEquals(0, west.counts.messages(Stream.WATCHERS, MessageResult.ACCEPTED));
    }

    @Test
    void anObserverRelaysItsLeadersViewAndItsAgeGrows() throws IOException {
        Party leader = add(Party.leading("east-1", "us-east-1"));
        Party observer = add(Party.of("east-2", "us-east-1"));
        Party west = watching(observer.address());
        observer.exchange.found("default", Party.finds(Verdict.HEALTHY, "its own"));
        awaitVerdict(west, Verdict.HEALTHY);
        leader.exchange.found("default", Party.finds(Verdict.DOWN, "the quorum's"));
        observer.exchange.voted(List.of(), Party.steady());
        observer.follow(leader);
        Opinion relayed = awaitVerdict(west, Verdict.DOWN);
        assertEquals("east-1", relayed.instance());
        assertEquals(Opinion.Role.LEADER, relayed.role());
        // The leader publishes no more: all that still comes says the same time, until it is too old to be relayed.
        // One that took less time on its way than the first says that it is a little older.
        int heard = views(west);
        Party.await().until(() -> views(west) > heard + 40);
        Duration moved = west.exchange.opinions("default").get(0).at().minus(relayed.at());
        assertTrue(moved.compareTo(Party.HEARTBEAT.multipliedBy(20)) < 0, moved::toString);
        Opinion own = awaitOwn(west, observer);
        assertEquals(Opinion.Role.OBSERVER, own.role());
    }

    private static int views(Party west) {
        return west.counts.messages(Stream.PEER, MessageResult.ACCEPTED)
                + west.counts.messages(Stream.PEER, MessageResult.OUTDATED);
    }

    private static Opinion awaitOwn(Party west, Party observer) {
        Party.await().until(() -> {
            observer.exchange.found("default", Party.finds(Verdict.HEALTHY, "its own"));
            return west.exchange.opinions("default").get(0).instance().equals("east-2");
        });
        return west.exchange.opinions("default").get(0);
    }

    @Test
    void anotherPlaceThanConfiguredIsNotHeard() throws IOException {
        Party other = add(Party.leading("eu-1", "eu-west-1"));
        other.exchange.found("default", Party.finds(Verdict.DOWN, "not yours"));
        Party west = watching(other.address());
        Party.await().until(() -> west.counts.messages(Stream.PEER, MessageResult.MALFORMED) > 0);
        assertEquals(List.of(), west.exchange.opinions("default"));
        assertTrue(west.log.toString().contains("another place"), west.log::toString);
    }

    @Test
    void theNextEndpointIsTriedWhenOneDoesNotAnswer() throws IOException {
        ServerSocket accepts = add(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
        Party east = add(Party.leading("east-1", "us-east-1"));
        east.exchange.found("default", Party.finds(Verdict.DOWN, "alive"));
        Party west = watching(
                "127.0.0.1:" + Ports.free(),
                "127.0.0.1:" + accepts.getLocalPort(),
                "no.such.host.invalid:1",
                east.address());
        assertEquals("east-1", awaitOpinion(west).instance());
    }

    @Test
    void watchingStopsWithTheLeadAndOldOpinionsStay() throws IOException {
        Party east = add(Party.leading("east-1", "us-east-1"));
        east.exchange.found("default", Party.finds(Verdict.DOWN, "x"));
        Party west = watching(east.address());
        awaitOpinion(west);
        west.leadership.follow("west-2", "");
        Party.await().until(() -> east.counts.open.get(Stream.WATCHERS) == 0);
        assertEquals(1, west.exchange.opinions("default").size());
        west.leadership.lead();
        Party.await().until(() -> east.counts.open.get(Stream.WATCHERS) == 1);
    }

    @Test
    void olderViewsDoNotReplaceNewerOnes() throws IOException {
        StandInPlace place = add(new StandInPlace());
        Party west = watching(place.address());
        place.tell(view(Verdict.HEALTHY, 0).build());
        awaitVerdict(west, Verdict.HEALTHY);
        place.tell(view(Verdict.DOWN, 60_000).build());
        Party.await().until(() -> west.counts.messages(Stream.PEER, MessageResult.OUTDATED) == 1);
        assertEquals(Verdict.HEALTHY, west.exchange.opinions("default").get(0).on("us-east-1", Duration.ofSeconds(10)));
        place.tell(view(Verdict.DOWN, 0).build());
        awaitVerdict(west, Verdict.DOWN);
    }

    @Test
    void whatANewerVersionSaysIsNotTold() throws IOException {
        StandInPlace place = add(new StandInPlace());
        Party west = watching(place.address());
        place.tell(view(Verdict.DOWN, 0).setRoleValue(99).build());
        View.Builder strange = view(Verdict.DOWN, 0);
        strange.getPoliciesBuilder(0).getRegionsBuilder(0).setVerdictValue(42);
        place.tell(strange.build());
        assertEquals(Verdict.UNKNOWN, awaitOpinion(west).on("us-east-1", Duration.ofSeconds(10)));
        assertEquals(2, west.counts.messages(Stream.PEER, MessageResult.ACCEPTED));
    }

    @Test
    void malformedAndHugeViewsEndTheStreamAndChangeNothing() throws IOException {
        StandInPlace place = add(new StandInPlace());
        Party west = watching(place.address());
        place.tell(view(Verdict.HEALTHY, 0).build());
        awaitVerdict(west, Verdict.HEALTHY);
        List<View> bad = List.of(
                view(Verdict.DOWN, Long.MAX_VALUE).build(),
                view(Verdict.DOWN, 0).setInstance("").build(),
                view(Verdict.DOWN, 0).setInstance("two words").build(),
                view(Verdict.DOWN, 0)
                        .setPolicies(
                                0, PolicyView.newBuilder().setPolicy("default").setEpoch(-1))
                        .build(),
                view(Verdict.DOWN, 0).setPolicies(0, PolicyView.newBuilder()).build());
        for (int i = 0; i < bad.size(); i++) {
            int ended = i + 1;
            place.tell(bad.get(i));
            Party.await().until(() -> west.counts.messages(Stream.PEER, MessageResult.MALFORMED) == ended);
            place.awaitWatcher(ended + 1);
        }
        View.Builder huge = view(Verdict.DOWN, 0);
        huge.getPoliciesBuilder(0).getRegionsBuilder(0).setWhy("x".repeat(2 << 20));
        place.tell(huge.build());
        place.awaitWatcher(bad.size() + 2);
        assertEquals(Verdict.HEALTHY, west.exchange.opinions("default").get(0).on("us-east-1", Duration.ofSeconds(10)));
    }
}
