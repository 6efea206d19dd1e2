package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The switch against answers that no sound Route 53 gives, and each error code. */
class Route53SwitchFaultsTest {

    @TempDir
    Path directory;

    private CannedRoute53 aws;
    private Route53Switch dns;
    private Duration now = Duration.ZERO;

    @BeforeEach
    void start() throws IOException {
        aws = new CannedRoute53();
        dns = open(aws.endpoint(), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() throws IOException {
        dns.close();
        aws.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, Throttling, THROTTLED",
        "400, ThrottlingException, THROTTLED",
        "400, PriorRequestNotComplete, BUSY",
        "404, NoSuchHostedZone, NOT_FOUND",
        "403, AccessDenied, DENIED",
        "403, InvalidClientTokenId, DENIED",
        "403, ExpiredToken, DENIED",
        "403, SignatureDoesNotMatch, DENIED",
        "400, InvalidInput, REJECTED",
        "404, NoSuchHealthCheck, REJECTED",
        "500, InternalFailure, UNCERTAIN",
        "503, ServiceUnavailable, UNCERTAIN",
        // The status says nothing: the code does.
        "403, Throttling, THROTTLED",
        "400, AccessDenied, DENIED",
    })
    void theErrorCodeTellsWhatHappened(int status, String code, StepResult kind) {
        DnsReading read = readOwned();
        aws.answers(CannedRoute53.error(status, code, "some words"));
        StepOutcome outcome = dns.apply(Fixture.shift(read, WEST));
        assertEquals(kind, outcome.kind());
        assertEquals(code + ": some words", outcome.detail());
        assertEquals(1, aws.changes(), "sent once, never re-sent");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Tried to delete resource record set [name='x.', type='A'] but the values provided do not match the"
                        + " current values | LOST_RACE",
                "Tried to delete resource record set [name='x.', type='A', set identifier='east'] but it was not found"
                        + " | LOST_RACE",
                "Tried to create resource record set [name='x.', type='TXT'] but it already exists | LOST_RACE",
                "Invalid Resource Record: FATAL problem: ARRDATAIllegalIPv4Address | REJECTED",
            })
    void anInvalidBatchIsALostRaceOnlyIfTheZoneHasChanged(String message, StepResult kind) {
        for (String body : List.of(
                "<ErrorResponse " + CannedRoute53.NAMESPACE + "><Error><Type>Sender</Type>"
                        + "<Code>InvalidChangeBatch</Code><Message>[" + message + "]</Message></Error>"
                        + "<RequestId>r</RequestId></ErrorResponse>",
                "<InvalidChangeBatch " + CannedRoute53.NAMESPACE + "><Messages><Message>" + message
                        + "</Message></Messages><RequestId>r</RequestId></InvalidChangeBatch>")) {
            DnsReading read = readOwned();
            aws.answers(CannedRoute53.http(400, "<?xml version=\"1.0\"?>" + body));
            StepOutcome outcome = dns.apply(Fixture.shift(read, WEST));
            assertEquals(kind, outcome.kind(), body);
            assertTrue(outcome.detail().contains(message), outcome.detail());
            now = now.plusSeconds(60);
        }
    }

    @Test
    void afterALostRaceNothingIsSentUntilTheZoneWasReadAgain() {
        DnsReading read = readOwned();
        aws.answers(CannedRoute53.error(400, "InvalidChangeBatch", "but it was not found"));
        assertEquals(StepResult.LOST_RACE, dns.apply(Fixture.shift(read, WEST)).kind());
        aws.answers(CannedRoute53.accepted("C1"));
        assertEquals(StepResult.LOST_RACE, dns.apply(Fixture.shift(read, WEST)).kind());
        assertEquals(1, aws.changes());
        DnsReading again = readOwned();
        aws.answers(CannedRoute53.accepted("C1"));
        StepOutcome outcome = dns.apply(Fixture.shift(again, WEST));
        assertEquals(StepResult.APPLIED, outcome.kind());
        assertEquals("C1", outcome.reference());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatDiesAfterTheRequestIsUncertainAndNothingIsSentTwice(boolean reset) {
        DnsReading read = readOwned();
        aws.answers(CannedRoute53.hangUp(reset));
        assertEquals(StepResult.UNCERTAIN, dns.apply(Fixture.shift(read, WEST)).kind());
        assertEquals(1, aws.changes());
    }

    @Test
    void anAnswerThatNeverComesIsUncertain() throws IOException {
        dns.close();
        dns = open(aws.endpoint(), Duration.ofSeconds(2));
        DnsReading read = readOwned();
        aws.answers(aws.silence());
        assertEquals(StepResult.UNCERTAIN, dns.apply(Fixture.shift(read, WEST)).kind());
        assertEquals(1, aws.changes());
    }

    @Test
    void anAnswerThatDripsForEverIsUncertain() throws IOException {
        dns.close();
        dns = open(aws.endpoint(), Duration.ofSeconds(2));
        DnsReading read = readOwned();
        aws.answers((request, socket, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<".getBytes(StandardCharsets.US_ASCII));
            while (!socket.isClosed()) {
                out.write(' ');
                out.flush();
                Thread.sleep(50);
            }
            return false;
        });
        assertEquals(StepResult.UNCERTAIN, dns.apply(Fixture.shift(read, WEST)).kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not xml",
                "<html><body>Welcome to the hotel's network</body></html>",
                "<ChangeResourceRecordSetsResponse><ChangeInfo>",
                "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><x>&a;</x>",
                "<ChangeResourceRecordSetsResponse><ChangeInfo/></ChangeResourceRecordSetsResponse>"
            })
    void aGarbledAnswerToAChangeIsUncertainAndToAReadingAFailure(String body) {
        DnsReading read = readOwned();
        aws.answers(CannedRoute53.http(200, body));
        assertEquals(StepResult.UNCERTAIN, dns.apply(Fixture.shift(read, WEST)).kind());
        DnsReading stale = dns.read(now);
        assertTrue(stale.failing());
        assertEquals(State.OWNED, stale.state(), "the last known state, never MISSING");
        assertFalse(stale.detail().isBlank());
    }

    @Test
    void anErrorWithoutACodeIsUncertain() {
        DnsReading read = readOwned();
        aws.answers(CannedRoute53.http(400, "<html>Bad gateway, says a proxy</html>"));
        assertEquals(StepResult.UNCERTAIN, dns.apply(Fixture.shift(read, WEST)).kind());
    }

    @Test
    void aHugeAnswerIsCutOff() {
        dns.close();
        dns = open(aws.endpoint(), Duration.ofMinutes(2));
        DnsReading read = readOwned();
        aws.answers((request, socket, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n<a>".getBytes(StandardCharsets.US_ASCII));
            byte[] part = "<b>c</b>".repeat(1000).getBytes(StandardCharsets.US_ASCII);
            for (long sent = 0; sent < 2_000_000_000L; sent += part.length) {
                out.write(part);
            }
            return false;
        });
        StepOutcome outcome = dns.apply(Fixture.shift(read, WEST));
        assertEquals(StepResult.UNCERTAIN, outcome.kind());
        assertTrue(outcome.detail().startsWith("no readable answer: "), outcome.detail());
        assertTrue(dns.read(now).failing());
    }

    @Test
    void anAnswerNestedWithoutEndIsUnreadable() {
        DnsReading read = readOwned();
        aws.answers(CannedRoute53.http(200, "<a>".repeat(200_000)));
        assertEquals(StepResult.UNCERTAIN, dns.apply(Fixture.shift(read, WEST)).kind());
        assertTrue(dns.read(now).failing());
    }

    @ParameterizedTest
    @CsvSource({"<Weight>100</Weight>,<Weight>ten</Weight>", "<TTL>30</TTL>,<TTL>99999999999999999999</TTL>"})
    void aNumberThatIsNoneIsAFailedReading(String good, String bad) {
        readOwned();
        String listing = CannedRoute53.listingXml(Fixture.owned(7, EAST));
        assertTrue(listing.contains(good));
        aws.answers(CannedRoute53.http(200, listing.replace(good, bad)));
        DnsReading read = dns.read(now);
        assertTrue(read.failing(), read.toString());
        assertEquals(State.OWNED, read.state());
    }

    @Test
    void aListingThatNeverEndsIsGivenUp() {
        readOwned();
        String page = CannedRoute53.listingXml(Fixture.owned(7, EAST))
                .replace(
                        "<IsTruncated>false</IsTruncated>",
                        "<IsTruncated>true</IsTruncated><NextRecordName>" + Fixture.NAME
                                + ".</NextRecordName><NextRecordType>A</NextRecordType>");
        aws.answers(CannedRoute53.http(200, page));
        int before = aws.requests.size();
        assertTrue(dns.read(now).failing());
        assertEquals(10, aws.requests.size() - before);
    }

    @Test
    void nobodyListeningIsUnavailableAndCertainlyNotApplied() throws IOException {
        DnsReading read = readOwned();
        aws.close();
        assertEquals(
                StepResult.UNAVAILABLE, dns.apply(Fixture.shift(read, WEST)).kind());
    }

    @Test
    void anUnknownHostIsUnavailable() {
        try (Route53Switch lost = open(URI.create("http://nowhere.invalid"), Duration.ofSeconds(10))) {
            DnsReading read = lost.read(now);
            assertEquals(State.UNREAD, read.state());
            assertTrue(read.detail().startsWith("not reached"), read.detail());
        }
    }

    @Test
    void whileBackingOffTheLastReadingIsAnsweredAsStaleWithoutAsking() {
        readOwned();
        aws.answers(CannedRoute53.error(400, "Throttling", "Rate exceeded"));
        assertTrue(dns.read(now).failing());
        int asked = aws.requests.size();
        DnsReading early = dns.read(now.plusMillis(400));
        assertEquals(asked, aws.requests.size());
        assertTrue(early.failing());
        assertEquals("Throttling: Rate exceeded", early.detail());
        assertEquals(7, early.epoch().orElseThrow().epoch());
        aws.answers(CannedRoute53.listing(Fixture.owned(8, WEST)));
        now = now.plusSeconds(2);
        DnsReading late = dns.read(now);
        assertFalse(late.failing());
        assertEquals(8, late.epoch().orElseThrow().epoch());
    }

    @Test
    void ourOwnLimitIsNoFailureOfRoute53SoTheLastReadingStandsAndTheNextOneIsNotPutOff() {
        readOwned();
        int asked = aws.requests.size();
        for (int i = 0; i < 10; i++) {
            DnsReading read = dns.read(now);
            assertFalse(read.failing(), read.detail());
            assertEquals(7, read.epoch().orElseThrow().epoch());
        }
        assertTrue(aws.requests.size() < asked + 10, "ten readings at once are more than our own limit");
        aws.answers(CannedRoute53.listing(Fixture.owned(8, WEST)));
        now = now.plusSeconds(2);
        assertEquals(8, dns.read(now).epoch().orElseThrow().epoch());
    }

    @Test
    void whileTheFateOfAWriteIsOpenOurOwnLimitDoesNotPassForAReading() {
        DnsReading read = readOwned();
        for (int i = 0; i < 10; i++) {
            dns.read(now);
        }
        aws.answers(CannedRoute53.hangUp(false));
        assertEquals(StepResult.UNCERTAIN, dns.apply(Fixture.shift(read, WEST)).kind());
        assertTrue(dns.read(now).failing());
        aws.answers(CannedRoute53.listing(Fixture.owned(8, WEST)));
        now = now.plusSeconds(3);
        assertFalse(dns.read(now).failing());
    }

    @Test
    void beforeTheFirstGoodReadingThereIsNothingToBeStale() {
        aws.answers(CannedRoute53.error(404, "NoSuchHostedZone", "No hosted zone found with ID: Z"));
        DnsReading read = dns.read(now);
        assertEquals(State.UNREAD, read.state());
        assertEquals("NoSuchHostedZone: No hosted zone found with ID: Z", read.detail());
    }

    @Test
    void readingsKeepWithinOneRequestASecond() {
        aws.answers(CannedRoute53.listing(Fixture.owned(7, EAST)));
        for (int i = 0; i < 100; i++) {
            dns.read(now);
        }
        assertTrue(aws.requests.size() <= 5, "asked " + aws.requests.size() + " times in the same second");
    }

    @Test
    void anEditSeenOnceIsReadTwiceBeforeItIsBelieved() {
        readOwned();
        String[] answers = {
            CannedRoute53.listingXml(List.of(
                    Fixture.set("A", "east", 0, "192.0.2.1"),
                    Fixture.set("A", "west", 100, "192.0.2.2"),
                    Fixture.txt(EpochText.write(Fixture.epoch(7, EAST))))),
            CannedRoute53.listingXml(Fixture.owned(8, WEST))
        };
        int before = aws.requests.size();
        aws.answers((request, socket, out) -> CannedRoute53.http(200, answers[aws.requests.size() - before - 1])
                .to(request, socket, out));
        DnsReading read = dns.read(now);
        assertEquals(State.OWNED, read.state(), read.detail());
        assertEquals(8, read.epoch().orElseThrow().epoch());
    }

    @Test
    void anOlderEpochIsForeignUntilTheEpochRecordWasDeleted() {
        readOwned();
        aws.answers(CannedRoute53.listing(Fixture.owned(6, WEST)));
        for (int i = 0; i < 2; i++) {
            now = now.plusSeconds(10);
            DnsReading back = dns.read(now);
            assertEquals(State.FOREIGN, back.state());
            assertTrue(back.detail().contains("went back from 7 to 6"), back.detail());
            assertEquals(
                    StepResult.LOST_RACE, dns.apply(Fixture.shift(back, EAST)).kind());
        }
        aws.answers(CannedRoute53.listing(Fixture.bare(100, 0)));
        now = now.plusSeconds(10);
        assertEquals(State.ADOPTABLE, dns.read(now).state());
        aws.answers(CannedRoute53.listing(Fixture.owned(2, WEST)));
        now = now.plusSeconds(10);
        assertEquals(State.OWNED, dns.read(now).state());
        assertEquals(0, aws.changes());
    }

    @Test
    void aCredentialsFileThatVanishesIsAClearFailureAndOneThatReturnsCuresIt() throws IOException {
        readOwned();
        Files.delete(directory.resolve("credentials"));
        now = now.plusSeconds(10);
        DnsReading read = dns.read(now);
        assertTrue(read.failing());
        assertTrue(read.detail().contains(directory.resolve("credentials") + " cannot be read"), read.detail());
        Fixture.credentials(directory);
        now = now.plusSeconds(10);
        assertFalse(dns.read(now).failing());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[default]\n", "[default\nTOPSECRET", "TOPSECRET", "[other]\naws_access_key_id = TOPSECRET"})
    void aBrokenCredentialsFileIsDeniedWithoutQuotingIt(String content) throws IOException {
        DnsReading read = readOwned();
        Files.writeString(directory.resolve("credentials"), content);
        StepOutcome outcome = dns.apply(Fixture.shift(read, WEST));
        assertEquals(StepResult.DENIED, outcome.kind());
        assertFalse(outcome.detail().contains("TOPSECRET"), outcome.detail());
        assertEquals(0, aws.changes());
    }

    @Test
    void verifyTellsPendingFromInSyncAndKeepsAskingThroughATemporaryFault() {
        StepOutcome applied = new StepOutcome(StepResult.APPLIED, "", "C1");
        aws.answers(change("PENDING"));
        assertEquals(Verification.Effectiveness.NOT_YET, dns.verify(applied).state());
        aws.answers(CannedRoute53.error(400, "Throttling", "Rate exceeded"));
        assertEquals(Verification.Effectiveness.NOT_YET, dns.verify(applied).state());
        now = now.plusSeconds(10);
        aws.answers(CannedRoute53.error(404, "NoSuchChange", "gone"));
        assertEquals(Verification.Effectiveness.FAILED, dns.verify(applied).state());
        aws.answers(change("INSYNC"));
        assertEquals(Verification.Effectiveness.EFFECTIVE, dns.verify(applied).state());
        assertEquals(
                Set.of("/2013-04-01/change/C1"),
                aws.requests.stream().map(CannedRoute53.Request::target).collect(Collectors.toSet()));
        assertEquals(
                Verification.Effectiveness.FAILED,
                dns.verify(new StepOutcome(StepResult.APPLIED, "", "")).state());
    }

    private DnsReading readOwned() {
        aws.answers(CannedRoute53.listing(Fixture.owned(7, EAST)));
        DnsReading read = dns.read(now);
        assertEquals(State.OWNED, read.state(), read.detail());
        return read;
    }

    private Route53Switch open(URI endpoint, Duration timeout) {
        Route53Settings settings = new Route53Settings(
                "Z1",
                List.of(Fixture.A),
                true,
                Optional.of(endpoint),
                Optional.of(Fixture.credentials(directory)),
                timeout,
                Optional.empty());
        return new Route53Switch(settings, Fixture.policy(), () -> now, new Random(1));
    }

    private static CannedRoute53.Answer change(String status) {
        return CannedRoute53.http(
                200,
                "<?xml version=\"1.0\"?><GetChangeResponse " + CannedRoute53.NAMESPACE
                        + "><ChangeInfo><Id>/change/C1</Id><Status>" + status
                        + "</Status><SubmittedAt>2026-11-22T01:02:03Z</SubmittedAt></ChangeInfo></GetChangeResponse>");
    }
}
