package dev.temporalfailover.emulator.route53;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Who is answered: API_ResourceRecordSet, Weight, and DeveloperGuide/health-checks-how-route-53-chooses-records. Without
 * sockets, so that shares can be counted.
 */
class WeightedAnswersContractTest {
    private static final int ASKED = 20_000;

    /** "Route 53 then responds to queries based on the ratio of a resource's weight to the total." */
    @Test
    void answers_follow_the_ratio_of_weights() {
        var shares = shares(Set.of(), weighted("a", 3), weighted("b", 1));
        assertEquals(0.75, shares.get("a"), 0.02);
        assertEquals(0.25, shares.get("b"), 0.02);
    }

    /** "if you set Weight to 0 for a resource record set, Route 53 never responds to queries with [it]". */
    @Test
    void a_record_of_weight_zero_is_never_answered() {
        assertEquals(Map.of("a", 1.0), shares(Set.of(), weighted("a", 1), weighted("b", 0)));
    }

    /** "if you set Weight to 0 for all ... traffic is routed to all resources with equal probability". */
    @Test
    void all_weights_zero_are_answered_with_equal_probability() {
        var shares = shares(Set.of(), weighted("a", 0), weighted("b", 0));
        assertEquals(0.5, shares.get("a"), 0.02);
    }

    /** "Route 53 initially considers only the nonzero weighted records, if any." */
    @Test
    void a_healthy_record_of_weight_zero_waits_while_another_with_a_weight_is_healthy() {
        assertEquals(Map.of("b", 1.0), shares(Set.of("h-a"), checked("a", 1), checked("b", 1), checked("c", 0)));
    }

    /** "If all the records that have a weight greater than 0 are unhealthy, then Route 53 considers the zero-weighted". */
    @Test
    void a_record_of_weight_zero_takes_over_when_all_others_are_unhealthy() {
        assertEquals(Map.of("b", 1.0), shares(Set.of("h-a"), checked("a", 100), checked("b", 0)));
    }

    /** "If no record is healthy, all records are treated as healthy": by weight, as before. */
    @Test
    void when_nothing_is_healthy_everything_counts_as_healthy() {
        var shares = shares(Set.of("h-a", "h-b", "h-c"), checked("a", 3), checked("b", 1), checked("c", 0));
        assertEquals(0.75, shares.get("a"), 0.02);
        assertEquals(Set.of("a", "b"), shares.keySet());
    }

    /** "Records without a health check are always healthy." */
    @Test
    void a_record_without_a_health_check_is_always_healthy() {
        assertEquals(Map.of("a", 1.0), shares(Set.of("h-b"), weighted("a", 1), checked("b", 1)));
    }

    /** API_AliasTarget, EvaluateTargetHealth: an alias is as healthy as one healthy record of its target. */
    @Test
    void an_alias_that_evaluates_its_target_is_as_healthy_as_that() {
        RecordSet yes = alias("a", true);
        RecordSet no = alias("b", false);
        assertEquals(Map.of("b", 1.0), shares(Set.of("h-t"), yes, no));
        assertEquals(Set.of("a", "b"), shares(Set.of(), yes, no).keySet());
    }

    @Test
    void the_same_seed_gives_the_same_answers() {
        assertEquals(
                shares(Set.of(), weighted("a", 3), weighted("b", 5)),
                shares(Set.of(), weighted("a", 3), weighted("b", 5)));
    }

    @Test
    void weights_that_fill_the_range_are_all_reached() {
        var shares = shares(Set.of(), weighted("a", 255), weighted("b", 1));
        assertTrue(shares.get("b") > 0.001 && shares.get("b") < 0.01, () -> "share " + shares);
    }

    private static Map<String, Double> shares(Set<String> unhealthy, RecordSet... group) {
        RecordChoice choice = new RecordChoice(id -> !unhealthy.contains(id), new Random(53));
        Map<String, Double> counted = new TreeMap<>();
        for (int i = 0; i < ASKED; i++) {
            RecordSet chosen = choice.choose(List.of(group), alias -> List.of(checked("t", 1)));
            counted.merge(chosen.setIdentifier(), 1.0 / ASKED, Double::sum);
        }
        counted.replaceAll((k, v) -> Math.rint(v * 1e6) / 1e6);
        return counted;
    }

    private static RecordSet weighted(String id, long weight) {
        return RecordSet.weighted("w.example.com.", "A", id, weight, 30, "192.0.2.1");
    }

    private static RecordSet checked(String id, long weight) {
        return weighted(id, weight).withHealthCheck("h-" + id);
    }

    private static RecordSet alias(String id, boolean evaluate) {
        return new RecordSet(
                "w.example.com.",
                "A",
                id,
                1L,
                null,
                List.of(),
                new RecordSet.Alias("Z", "t.example.com.", evaluate),
                null);
    }
}
