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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The switch against answers that no sound Route 53 gives, and each error code. */
class Route53SwitchFaultsTest extends CannedSwitch {
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
        "400, RequestLimitExceeded, THROTTLED",
        "429, SomethingNew, THROTTLED",
        "403, AccountSuspended, DENIED",
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
                "RRSet of type TXT with DNS name _tf.x. is not permitted because a conflicting RRSet of type CNAME with"
                        + " the same DNS name already exists in zone x. | REJECTED",
                "RRSet of type CNAME with DNS name x. is not permitted because a conflicting RRSet of type A with the"
                        + " same DNS name already exists in zone x. | REJECTED",
                "Tried to create an alias that targets y., type A in zone Z2, but that target was not found | REJECTED",
                "Tried to create an alias that targets y., type A in zone Z2, but the alias target name does not lie"
                        + " within the target zone | REJECTED",
                "RRSet with DNS name x., type A, SetIdentifier east cannot be created as weighted sets must contain the"
                        + " same TTL. | REJECTED",
                "RRSet with DNS name x., type TXT cannot be created as other RRSets exist with the same name and type."
                        + " | REJECTED",
                "Duplicate Resource Record: '192.0.2.1' | REJECTED",
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
}
