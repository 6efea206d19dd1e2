package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.NAME;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SettingsCheckTest {

    @Test
    void theTwoRegionsOfTheExampleAreAccepted() {
        assertDoesNotThrow(() -> check(Fixture.A, Fixture.record("AAAA")));
    }

    @Test
    void eachMismatchIsNamed() {
        assertEquals("policy temporal-api-failover: records is empty", refusal());
        assertTrue(refusal(Fixture.record("MX")).endsWith("type must be A, AAAA or CNAME"));
        assertTrue(refusal(Fixture.A, Fixture.A).endsWith("record A " + NAME + ": is given twice"));
        assertTrue(refusal(record(Map.of(EAST, "a"))).contains("must name each region"));
        assertTrue(refusal(record(Map.of(EAST, "a", WEST, "a"))).endsWith("must differ from region to region"));
    }

    @Test
    void regionsWhoseEpochRecordWouldNotFitAreRefusedAtStart() {
        List<String> regions =
                IntStream.range(0, 60).mapToObj(i -> "r".repeat(60) + i).toList();
        FailoverPolicy policy = new FailoverPolicy(
                "p", regions, 1, new SwitchLimits(Duration.ZERO, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO));
        Map<String, String> identifiers = regions.stream().collect(java.util.stream.Collectors.toMap(r -> r, r -> r));
        Route53Settings settings =
                Fixture.settings(null, null, true, new WeightedRecord(NAME, "A", identifiers, false, Optional.empty()));
        String message = assertThrows(IllegalArgumentException.class, () -> SettingsCheck.require(settings, policy))
                .getMessage();
        assertTrue(message.endsWith("fewer or shorter region names are needed"), message);
    }

    private static WeightedRecord record(Map<String, String> identifiers) {
        return new WeightedRecord(NAME, "A", identifiers, false, Optional.empty());
    }

    private static String refusal(WeightedRecord... records) {
        return assertThrows(IllegalArgumentException.class, () -> check(records))
                .getMessage();
    }

    private static void check(WeightedRecord... records) {
        SettingsCheck.require(Fixture.settings(null, null, true, records), Fixture.policy());
    }
}
