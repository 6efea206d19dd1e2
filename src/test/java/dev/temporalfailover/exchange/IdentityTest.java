package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.coordination.Roster;
import dev.temporalfailover.exchange.ExchangeMeters.MessageResult;
import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.identity.PeerId;
import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may say what: a certificate's place and instance, on both sides and again after a rotation. */
class IdentityTest {
    private static final String EAST = "us-east-1";
    private static final String WEST = "us-west-2";

    private final TestCa ca = new TestCa("fleet");

    @TempDir
    Path directory;

    private SecureParties parties;
    private Party leader;

    @BeforeEach
    void start() throws IOException {
        parties = new SecureParties(directory, ca);
        leader = parties.start("east-1", EAST, id(EAST, "east-1"));
        leader.leadership.lead();
    }

    @AfterEach
    void stop() {
        parties.close();
    }

    private TestCa.Identity id(String place, String instance) {
        return ca.issue(SecureParties.NAME, place, instance, Instant.now().plus(Duration.ofHours(1)));
    }

    private TestCa.Identity named(String... uris) {
        List<GeneralName> names = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(new GeneralName(GeneralName.dNSName, SecureParties.NAME)),
                        java.util.stream.Stream.of(uris)
                                .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri)))
                .toList();
        return ca.issue(names, false);
    }

    private static void report(Party observer, Party to) {
        observer.exchange.voted(Party.votes(1, Verdict.HEALTHY), Party.steady());
        observer.follow(to);
    }

    private void refused(String place, TestCa.Identity identity, RefusalReason why) throws IOException {
        Party observer = parties.start("east-2", place, identity);
        int before = leader.counts.refusals(why);
        report(observer, leader);
        Party.await().until(() -> leader.counts.refusals(why) > before);
        assertEquals(List.of(), leader.heard.of("east-2"));
        observer.close();
    }

    @Test
    void aCertificateOfThePlaceOrOfTheInstanceIsHeard() throws IOException {
        Party own = parties.start("east-2", EAST, id(EAST, "east-2"));
        Party shared = parties.start("east-3", EAST, id(EAST, ""));
        report(own, leader);
        report(shared, leader);
        Party.await()
                .until(() -> leader.heard.votes("east-2").size() == 1
                        && leader.heard.votes("east-3").size() == 1);
    }

    @Test
    void aClientWithoutAnIdentityIsRefused() throws IOException {
        refused(EAST, ca.issue(SecureParties.NAME), RefusalReason.NO_IDENTITY);
        refused(EAST, ca.self(), RefusalReason.NO_IDENTITY);
        refused(EAST, named("spiffe://elsewhere/place/us-east-1"), RefusalReason.NO_IDENTITY);
        refused(EAST, named("https://temporal-failover/place/us-east-1"), RefusalReason.NO_IDENTITY);
        refused(EAST, named("spiffe://temporal-failover/place/"), RefusalReason.NO_IDENTITY);
        refused(EAST, named("spiffe://temporal-failover/place/us-east-1/"), RefusalReason.NO_IDENTITY);
        refused(EAST, named("spiffe://temporal-failover/place/us-east-1/instance/"), RefusalReason.NO_IDENTITY);
        String uri = "spiffe://temporal-failover/place/";
        refused(EAST, named(uri + EAST, uri + WEST), RefusalReason.NO_IDENTITY);
    }

    @Test
    void anAuthorityThatNamesAPlaceIsNoInstance() {
        GeneralName uri =
                new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://temporal-failover/place/" + EAST);
        PeerId.Refused e = assertThrows(
                PeerId.Refused.class,
                () -> PeerId.of(ca.issue(List.of(uri), true).certificate(), "temporal-failover"));
        assertEquals(RefusalReason.NO_IDENTITY, e.reason());
    }

    @Test
    void anotherPlacesCertificateOpensNothingAndIsSaidOnce() throws IOException {
        refused(EAST, id(WEST, ""), RefusalReason.OTHER_PLACE);
        refused(EAST, id(WEST, "east-2"), RefusalReason.OTHER_PLACE);
        refused(EAST, id("witness", ""), RefusalReason.OTHER_PLACE);
        assertEquals(
                1,
                leader.log.stream().filter(line -> line.contains("other_place")).count(),
                leader.log::toString);
    }

    @Test
    void anotherInstancesCertificateGivesNoSecondVoice() throws IOException {
        refused(EAST, id(EAST, "east-3"), RefusalReason.OTHER_INSTANCE);
    }

    @Test
    void anInventedNameIsRefusedIfTheClusterDoesNotKnowIt() throws IOException {
        leader.standings.put("east-2", Roster.Standing.STRANGER);
        refused(EAST, id(EAST, ""), RefusalReason.UNKNOWN_INSTANCE);
        leader.standings.put("east-3", Roster.Standing.STRANGER);
        Party proved = parties.start("east-3", EAST, id(EAST, "east-3"));
        report(proved, leader);
        Party.await().until(() -> leader.heard.votes("east-3").size() == 1);
    }

    @Test
    void whereTheClusterCannotBeAskedAnAddressHasOneVoiceTheNewest() throws IOException {
        for (String name : List.of("east-2", "east-3")) {
            leader.standings.put(name, Roster.Standing.UNTOLD);
        }
        Party first = parties.start("east-2", EAST, id(EAST, ""));
        report(first, leader);
        Party.await().until(() -> leader.heard.votes("east-2").size() == 1);
        Party second = parties.start("east-3", EAST, id(EAST, ""));
        report(second, leader);
        Party.await().until(() -> leader.heard.votes("east-3").size() == 1);
        assertTrue(leader.heard.left.contains("east-2"), "it is forgotten at once, or its silence would count");
        assertTrue(leader.counts.refusals(RefusalReason.SAME_VOICE) >= 1);
        assertTrue(leader.counts.open.get(Stream.OBSERVERS) <= 2);
    }

    @Test
    void whereTheClusterCannotBeAskedNoMoreAreHeardThanThereAre() throws IOException {
        Party few = parties.start("few", EAST, id(EAST, "few"), 2);
        few.leadership.lead();
        for (String name : List.of("east-2", "east-3")) {
            few.standings.put(name, Roster.Standing.UNTOLD);
        }
        Party proved = parties.start("east-4", EAST, id(EAST, "east-4"));
        report(proved, few);
        Party.await().until(() -> few.heard.votes("east-4").size() == 1);
        Party ghost = parties.start("east-2", EAST, id(EAST, ""));
        report(ghost, few);
        Party.await().until(() -> few.counts.refusals(RefusalReason.FULL) > 0);
        assertEquals(List.of(), few.heard.of("east-2"));
        proved.close();
        Party.await().until(() -> few.heard.votes("east-2").size() == 1);
    }

    @Test
    void anInstanceThatIsAloneInItsPlaceHearsNobody() throws IOException {
        Party alone = parties.start("alone", EAST, id(EAST, "alone"), 1);
        alone.leadership.lead();
        alone.standings.put("east-2", Roster.Standing.UNTOLD);
        report(parties.start("east-2", EAST, id(EAST, "")), alone);
        Party.await().until(() -> alone.counts.refusals(RefusalReason.FULL) > 0);
        assertEquals(List.of(), alone.heard.of("east-2"));
    }

    @Test
    void aPlaceIsWatchedOnlyWhereItsCertificateSaysSo() throws IOException {
        Party west = parties.start("west-1", WEST, id(WEST, "west-1"));
        Party thief = parties.start("west-2", WEST, id(EAST, ""));
        for (Party server : List.of(west, thief)) {
            server.leadership.lead();
            server.exchange.found("default", Party.finds(Verdict.DOWN, "says " + server.settings.instance()));
        }
        Party watcher = parties.start(
                "east-5", EAST, id(EAST, "east-5"), new ExchangeSettings.Peer(WEST, List.of(thief.address())));
        watcher.leadership.lead();
        Party.await().until(() -> watcher.counts.refusals(RefusalReason.OTHER_PLACE) >= 2);
        assertEquals(List.of(), watcher.exchange.opinions("default"));
        Party another = parties.start(
                "east-6",
                EAST,
                id(EAST, "east-6"),
                new ExchangeSettings.Peer(WEST, List.of(thief.address(), west.address())));
        another.leadership.lead();
        Party.await().until(() -> another.exchange.opinions("default").size() == 1);
        assertEquals("west-1", another.exchange.opinions("default").get(0).instance());
    }

    @Test
    void aWatcherThatClaimsAnotherPlaceIsRefused() throws IOException {
        Party west = parties.start("west-1", WEST, id(WEST, ""));
        Party liar = parties.start(
                "east-5", EAST, id("witness", ""), new ExchangeSettings.Peer(WEST, List.of(west.address())));
        liar.leadership.lead();
        Party.await().until(() -> west.counts.refusals(RefusalReason.OTHER_PLACE) >= 1);
        assertEquals(0, west.counts.messages(Stream.WATCHERS, MessageResult.ACCEPTED));
    }

    @Test
    void anObserverReportsToNoLeaderWithAnotherIdentity() throws IOException {
        Party observer = parties.start("east-2", EAST, id(EAST, "east-2"));
        Party otherPlace = parties.start("east-7", EAST, id(WEST, ""));
        Party otherInstance = parties.start("east-8", EAST, id(EAST, "east-9"));
        for (Party impostor : List.of(otherPlace, otherInstance)) {
            impostor.leadership.lead();
            report(observer, impostor);
            Party.await().until(() -> observer.log.stream()
                    .anyMatch(line -> line.contains(impostor.address()) && line.contains("cannot report")));
            assertEquals(List.of(), impostor.heard.reports);
        }
        assertTrue(observer.counts.refusals(RefusalReason.OTHER_PLACE) >= 1);
        assertTrue(observer.counts.refusals(RefusalReason.OTHER_INSTANCE) >= 1);
    }

    @Test
    void afterARotationConnectionsThatStandAreLookedAtAgain() throws IOException {
        Party observer = parties.start("east-2", EAST, id(EAST, "east-2"));
        report(observer, leader);
        Party.await().until(() -> leader.heard.votes("east-2").size() == 1);
        TestCa next = new TestCa("next");
        TestCa.Identity renewed =
                next.issue(SecureParties.NAME, EAST, "east-1", Instant.now().plus(Duration.ofHours(1)));
        parties.write("east-1", renewed, next);
        Party.await().until(() -> leader.counts.refusals(RefusalReason.HANDSHAKE) >= 1);
        Party.await().until(() -> leader.counts.open.get(Stream.OBSERVERS) == 0);
        assertTrue(observer.log.stream().anyMatch(line -> line.contains("the certificates have changed")));
    }

    @Test
    void anInstanceSaysThatItsOwnCertificateIsNotItsOwn() throws IOException {
        Party wrong = parties.start("east-2", EAST, id(WEST, ""));
        assertTrue(wrong.log.stream().anyMatch(line -> line.contains("no other instance will accept")));
        assertFalse(leader.log.stream().anyMatch(line -> line.contains("no other instance will accept")));
    }

    @Test
    void anIdentityIsReadLetterByLetter() throws PeerId.Refused {
        String uri = "spiffe://temporal-failover/place/a/instance/b";
        assertEquals(new PeerId("a", Optional.of("b")), PeerId.of(named(uri).certificate(), "temporal-failover"));
        for (String other : List.of(
                "spiffe://temporal-failover/place/a/instance/b/c",
                "spiffe://temporal-failover/place/a/pod/b",
                "spiffe://temporal-failover/place//instance/b",
                "spiffe://temporal-failover.evil/place/a",
                "SPIFFE://temporal-failover/place/a",
                "spiffe://temporal-failover/PLACE/a")) {
            assertThrows(PeerId.Refused.class, () -> PeerId.of(named(other).certificate(), "temporal-failover"), other);
        }
    }
}
