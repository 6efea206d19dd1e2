package dev.temporalfailover.traffic.route53;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.outside.Line;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EpochTextTest {

    private static final String GOOD = "v=1 epoch=7 active=b weights=a:0,b:100 owner=o reason=r"
            + " at=2026-11-22T01:02:03Z switches=2026-11-22T01:02:03Z";

    @Example
    void theTextIsThePublishedFormat() {
        EpochRecord record = Fixture.epoch(7, Fixture.WEST);
        assertEquals(
                "\"v=1 epoch=7 active=us-west-2 weights=us-east-1:0,us-west-2:100 owner=pod-a reason=active_down"
                        + " at=2026-11-22T01:02:03Z switches=2026-11-22T01:02:03Z\"",
                EpochText.write(record));
    }

    @Property
    void whatWasWrittenIsReadBack(@ForAll("records") EpochRecord record) {
        assertEquals(record, EpochText.read(EpochText.write(record)));
    }

    @Property
    void everyStringHasAtMost255BytesAndNoSpecialCharacter(@ForAll("records") EpochRecord record) {
        for (String string : EpochText.write(record).split("\" \"")) {
            String bare = string.replace("\"", "");
            assertTrue(bare.length() <= 255, bare);
            assertTrue(bare.matches("[!-~ ]*") && !bare.contains("\\"), bare);
        }
    }

    @Property(tries = 2000)
    void anyTextIsReadOrRefusedWithALine(@ForAll String garbage) {
        refusedOrRead(garbage);
        refusedOrRead('"' + garbage + '"');
        refusedOrRead("\"v=1 " + garbage + '"');
    }

    @Property(tries = 3000)
    void anyDamageToAGoodRecordIsReadOrRefusedWithALine(
            @ForAll("positions") int from, @ForAll("positions") int length, @ForAll("splinters") String splinter) {
        String good = '"' + GOOD + '"';
        int start = Math.min(from, good.length());
        refusedOrRead(
                good.substring(0, start) + splinter + good.substring(Math.min(good.length(), start + length % 8)));
    }

    @Example
    void unknownKeysOfTheSameVersionAreSkipped() {
        assertEquals(7, EpochText.read('"' + GOOD + " colour=blue\"").epoch());
    }

    /** Two minutes later than the last there is would be no time at all, and end each tick. */
    @Example
    void timesThatNothingCanBeAddedToAreBounded() {
        String last = Instant.MAX.toString();
        EpochRecord read = EpochText.read('"' + GOOD.replace("2026-11-22T01:02:03Z", last) + '"');
        assertEquals(Instant.parse("9999-12-31T23:59:59.999999999Z"), read.at());
        assertEquals(List.of(read.at()), read.switches());
        String first = Instant.MIN.toString();
        assertEquals(
                Instant.parse("0001-01-01T00:00:00Z"),
                EpochText.read('"' + GOOD.replace("2026-11-22T01:02:03Z", first) + '"')
                        .at());
    }

    @Example
    void namesAreCleanedAsTheyAreRead() {
        EpochRecord read =
                EpochText.read('"' + GOOD.replace("owner=o reason=r", "owner=a%1b[31m%0ab reason=%e2%80%aer") + '"');
        assertEquals("a [31m b", read.owner());
        assertEquals("r", read.reason());
    }

    @Example
    void aNewerVersionIsSaidToBeOne() {
        assertRefused("written by a newer version (v=2)", "v=2 anything=goes here");
    }

    @Example
    void eachFaultIsNamed() {
        assertRefused("does not begin with v=1", "hello");
        assertRefused("v is not a number", GOOD.replace("v=1", "v=one"));
        assertRefused("epoch is not a number", GOOD.replace("epoch=7", "epoch=-7"));
        assertRefused("epoch is out of range", GOOD.replace("epoch=7", "epoch=0"));
        assertRefused("epoch is missing", GOOD.replace("epoch=7 ", ""));
        assertRefused("a field is given twice", GOOD + " epoch=8");
        assertRefused("a weight is out of range", GOOD.replace("b:100", "b:256"));
        assertRefused("a region is given twice in weights", GOOD.replace("a:0", "b:0"));
        assertRefused("weights is not of the form region:weight,...", GOOD.replace("a:0", "a"));
        assertRefused("at or switches is not a time", GOOD.replace("at=2026", "at=tomorrow"));
        assertRefused("a name has a malformed percent escape", GOOD.replace("owner=o", "owner=%4"));
        assertRefused("a name is not UTF-8", GOOD.replace("owner=o", "owner=%ff"));
        assertRefused("more than 32 fields", GOOD + " a=1".repeat(33));
        assertRefused("a field is not of the form key=value", GOOD + " x");
    }

    @Example
    void aHugeValueIsRefusedUnread() {
        String huge = ('"' + "x".repeat(255) + "\" ").repeat(4000);
        assertEquals(
                "longer than 4000 characters",
                assertThrows(IllegalArgumentException.class, () -> EpochText.read(huge))
                        .getMessage());
    }

    @Example
    void aRecordThatDoesNotFitIsRefusedBeforeItIsWritten() {
        EpochRecord big = new EpochRecord(1, "a", Map.of("a", 1), "o".repeat(5000), "r", Fixture.AT, List.of());
        assertThrows(IllegalArgumentException.class, () -> EpochText.write(big));
    }

    @Provide
    Arbitrary<EpochRecord> records() {
        Arbitrary<String> name = Arbitraries.strings()
                .ofMaxLength(40)
                .map(text -> Line.of(text, 40))
                .filter(text -> text.equals(Line.of(text, 40)));
        Arbitrary<String> region = name.filter(text -> !text.isEmpty());
        Arbitrary<Map<String, Integer>> weights = Arbitraries.maps(
                        region, Arbitraries.integers().between(0, 255))
                .ofMinSize(1)
                .ofMaxSize(4);
        Arbitrary<Instant> times = Arbitraries.longs()
                .between(-62_135_596_800L, 253_402_300_799L)
                .map(second -> Instant.ofEpochSecond(second, 123_000_000));
        return Combinators.combine(
                        Arbitraries.longs().between(1, EpochRecord.LAST),
                        region,
                        weights,
                        name,
                        name,
                        times,
                        times.list().ofMaxSize(EpochRecord.MAX_SWITCHES))
                .as(EpochRecord::new);
    }

    @Provide
    Arbitrary<Integer> positions() {
        return Arbitraries.integers().between(0, GOOD.length() + 2);
    }

    @Provide
    Arbitrary<String> splinters() {
        return Arbitraries.of(
                "", "\"", "\\", "\\0", "\\777", " ", "=", ",", ":", "%", "%zz", "v=", "9".repeat(30), "é");
    }

    private static void refusedOrRead(String value) {
        try {
            EpochRecord read = EpochText.read(value);
            assertTrue(read.epoch() >= 1);
            assertEquals(read, EpochText.read(EpochText.write(read)));
        } catch (IllegalArgumentException refused) {
            assertTrue(refused.getMessage() != null && !refused.getMessage().isBlank());
        }
    }

    private static void assertRefused(String why, String text) {
        String value = TxtValue.quote(text);
        assertEquals(
                why,
                assertThrows(IllegalArgumentException.class, () -> EpochText.read(value))
                        .getMessage());
    }
}
