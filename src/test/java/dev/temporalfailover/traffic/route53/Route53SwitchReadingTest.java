package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the switch asks, when it lets the last reading stand, and what it believes of one. */
class Route53SwitchReadingTest extends CannedSwitch {
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
}
