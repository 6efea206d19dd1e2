package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

class OwnershipTest {

    @Test
    void recordsThatAgreeWithTheirEpochRecordAreOwned() {
        DnsReading read = judge(true, Fixture.owned(7, WEST));
        assertEquals(State.OWNED, read.state());
        assertEquals(Map.of(EAST, 0, WEST, 100), read.weights());
        assertEquals(Fixture.epoch(7, WEST), read.epoch().orElseThrow());
        assertEquals("", read.detail());
        assertEquals(Duration.ofSeconds(5), read.at());
    }

    @Test
    void namesAreComparedAsDnsDoes() {
        List<ResourceRecordSet> sets = Fixture.owned(7, WEST).stream()
                .map(set -> set.toBuilder()
                        .name(set.name().replace("temporal-api", "TEMPORAL\\055API"))
                        .build())
                .toList();
        assertEquals(State.OWNED, judge(true, sets).state());
    }

    @Test
    void recordsWithoutEpochRecordAreAdoptableOnlyOnPurposeAndWithOneCarrier() {
        assertEquals(State.ADOPTABLE, judge(true, Fixture.bare(100, 0)).state());
        assertRead(
                State.FOREIGN,
                "no epoch record _temporal-failover.temporal-api.example.com, and adopt is not set",
                judge(false, Fixture.bare(100, 0)));
        assertRead(
                State.FOREIGN,
                "cannot adopt: exactly one region may have a weight above 0, found {us-east-1=100, us-west-2=1}",
                judge(true, Fixture.bare(100, 1)));
        assertRead(
                State.FOREIGN,
                "cannot adopt: exactly one region may have a weight above 0, found {us-east-1=0, us-west-2=0}",
                judge(true, Fixture.bare(0, 0)));
    }

    @Test
    void aCnameWhereTheEpochRecordMustBeIsNamedBeforeAnybodyTriesToWrite() {
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.bare(100, 0));
        sets.add(Fixture.txt("target.example.com.").toBuilder().type("CNAME").build());
        assertRead(
                State.FOREIGN,
                "a CNAME stands at " + Fixture.EPOCH_NAME + ", where the epoch record (TXT) must be: delete the CNAME",
                judge(true, sets));
    }

    @Test
    void anEditBehindTheEpochRecordNamesRecordExpectedAndFound() {
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.owned(7, WEST));
        sets.set(0, Fixture.set("A", "east", 50, "192.0.2.1"));
        assertRead(State.FOREIGN, "A temporal-api.example.com east has weight 50, epoch 7 says 0", judge(true, sets));
    }

    @Test
    void anUnknownSetIdentifierIsNamed() {
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.owned(7, WEST));
        sets.add(Fixture.set("A", "canary", 5, "192.0.2.9"));
        assertRead(
                State.FOREIGN,
                "A temporal-api.example.com has a record set that is not configured: canary",
                judge(true, sets));
    }

    @Test
    void whatIsMissingIsNamed() {
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.owned(7, WEST));
        sets.remove(0);
        assertRead(State.MISSING, "A temporal-api.example.com has no record set east (us-east-1)", judge(true, sets));
        assertEquals(State.MISSING, judge(true, List.of()).state());
    }

    @Test
    void recordsThatAreNotWeightedOrBelongToATrafficPolicyAreForeign() {
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.owned(7, WEST));
        sets.set(0, sets.get(0).toBuilder().weight(null).region("us-east-1").build());
        assertRead(State.FOREIGN, "A temporal-api.example.com east is not a weighted record", judge(true, sets));
        sets.set(
                0,
                Fixture.set("A", "east", 0, "192.0.2.1").toBuilder()
                        .trafficPolicyInstanceId("tp-1")
                        .build());
        assertRead(
                State.FOREIGN,
                "A temporal-api.example.com east belongs to traffic policy instance tp-1",
                judge(true, sets));
    }

    @Test
    void recordsThatDisagreeWithOneAnotherAreForeign() {
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.bare(100, 0));
        sets.add(Fixture.set("AAAA", "east", 0, "2001:db8::1"));
        sets.add(Fixture.set("AAAA", "west", 0, "2001:db8::2"));
        assertRead(
                State.FOREIGN,
                "AAAA temporal-api.example.com east has weight 0, another record of us-east-1 has 100",
                judge(List.of(Fixture.A, Fixture.record("AAAA")), true, sets, 0));
    }

    @Test
    void garbageInTheEpochRecordIsForeignWithAReason() {
        for (String garbage : List.of("\"v=spf1 -all\"", "\"\"", "nonsense", "\"v=1\"", "\"v=99999999999999999999\"")) {
            List<ResourceRecordSet> sets = new ArrayList<>(Fixture.bare(100, 0));
            sets.add(Fixture.txt(garbage));
            DnsReading read = judge(true, sets);
            assertEquals(State.FOREIGN, read.state());
            assertTrue(read.detail().startsWith("epoch record " + Fixture.EPOCH_NAME + " cannot be read: "), garbage);
        }
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.bare(100, 0));
        sets.add(Fixture.txt("\"v=2 new\""));
        assertTrue(judge(true, sets).detail().endsWith("written by a newer version (v=2)"));
    }

    @Test
    void anEpochRecordWithTwoValuesOrASetIdentifierIsForeign() {
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.owned(7, EAST));
        ResourceRecord value = sets.get(2).resourceRecords().get(0);
        sets.set(2, sets.get(2).toBuilder().resourceRecords(value, value).build());
        assertTrue(judge(true, sets).detail().endsWith("is not one simple TXT record with one value"));
    }

    @Test
    void anEpochRecordOfOtherRegionsIsForeign() {
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.bare(100, 0));
        sets.add(Fixture.txt(EpochText.write(
                new EpochRecord(3, "eu-west-1", Map.of("eu-west-1", 1, EAST, 0), "o", "r", Fixture.AT, List.of()))));
        assertTrue(judge(true, sets).detail().contains("the configuration has [us-east-1, us-west-2]"));
    }

    @Test
    void anEpochThatGoesBackIsForeignUnlessItWasAdoptedAnew() {
        assertTrue(judge(List.of(Fixture.A), true, Fixture.owned(6, WEST), 7)
                .detail()
                .contains("went back from 7 to 6"));
        List<ResourceRecordSet> sets = new ArrayList<>(Fixture.bare(100, 0));
        sets.add(Fixture.txt(EpochText.write(
                new EpochRecord(1, EAST, Map.of(EAST, 100, WEST, 0), "o", "adopted", Fixture.AT, List.of()))));
        assertEquals(State.OWNED, judge(List.of(Fixture.A), true, sets, 7).state());
    }

    @Test
    void theLastEpochThereIsIsForeign() {
        assertRead(
                State.FOREIGN,
                "epoch record _temporal-failover.temporal-api.example.com has the last epoch that there is,"
                        + " 9223372036854775806: delete it and adopt the records again",
                judge(true, Fixture.owned(EpochRecord.LAST, WEST)));
        assertEquals(
                State.OWNED,
                judge(true, Fixture.owned(EpochRecord.LAST - 1, WEST)).state());
    }

    @Test
    void anotherTtlOrAnAliasIsReportedButStillOurs() {
        WeightedRecord strict =
                new WeightedRecord(Fixture.NAME, "A", Map.of(EAST, "east", WEST, "west"), true, Optional.empty());
        assertTrue(
                judge(List.of(strict), true, Fixture.owned(7, EAST), 0).detail().contains("is no alias"));
        WeightedRecord ttl =
                new WeightedRecord(Fixture.NAME, "A", Map.of(EAST, "east", WEST, "west"), false, Optional.of(10));
        DnsReading read = judge(List.of(ttl), true, Fixture.owned(7, EAST), 0);
        assertEquals(State.OWNED, read.state());
        assertTrue(read.detail().contains("has TTL 30, expected 10"), read.detail());
    }

    @Property(tries = 3000)
    void whateverStandsInTheZoneIsJudgedAndNeverOwnedWithoutMatchingWeights(
            @ForAll("zones") List<ResourceRecordSet> sets, @ForAll boolean adopt) {
        DnsReading read = judge(adopt, sets);
        assertTrue(read.state() != State.UNREAD);
        if (read.state() == State.OWNED) {
            assertEquals(read.epoch().orElseThrow().weights(), read.weights());
        } else {
            assertTrue(!read.detail().isBlank());
        }
    }

    @Provide
    Arbitrary<List<ResourceRecordSet>> zones() {
        Arbitrary<ResourceRecordSet> weighted = Combinators.combine(
                        Arbitraries.of("A", "AAAA", "TXT", "CNAME"),
                        Arbitraries.of("east", "west", "canary", "EAST"),
                        Arbitraries.of(0L, 100L, -1L, 256L, Long.MAX_VALUE))
                .as((type, id, weight) -> Fixture.set(type, id, weight, "192.0.2.1"));
        Arbitrary<ResourceRecordSet> simple = Arbitraries.of(
                ResourceRecordSet.builder().name(Fixture.NAME).type("A").build(),
                ResourceRecordSet.builder().name(Fixture.EPOCH_NAME).type("TXT").build(),
                ResourceRecordSet.builder().name(Fixture.NAME).type("NEWTYPE").build());
        Arbitrary<ResourceRecordSet> texts = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(60).map(Fixture::txt),
                Arbitraries.of(EAST, WEST).map(region -> Fixture.txt(EpochText.write(Fixture.epoch(7, region)))));
        return Arbitraries.frequencyOf(Tuple.of(4, weighted), Tuple.of(1, simple), Tuple.of(2, texts))
                .list()
                .ofMaxSize(5);
    }

    private static DnsReading judge(boolean adopt, List<ResourceRecordSet> sets) {
        return judge(List.of(Fixture.A), adopt, sets, 0);
    }

    private static DnsReading judge(
            List<WeightedRecord> records, boolean adopt, List<ResourceRecordSet> sets, long seen) {
        Route53Settings settings = Fixture.settings(null, null, adopt, records.toArray(WeightedRecord[]::new));
        return new Ownership(settings, Fixture.REGIONS)
                .judge(sets, seen, Duration.ofSeconds(5))
                .reading();
    }

    private static void assertRead(State state, String detail, DnsReading read) {
        assertEquals(detail, read.detail());
        assertEquals(state, read.state());
    }
}
