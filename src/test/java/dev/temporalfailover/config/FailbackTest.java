package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.FailbackPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailbackTest {
    private static final String FAILBACK = "dns_failover.failover_policies[0].failback";
    private static final String THREE = """
            region: a
            instance: one
            regions:
              - {name: a, temporal_endpoints: {frontend: {fqdn: 10.0.0.1}}}
              - {name: b, temporal_endpoints: {frontend: {fqdn: 10.0.0.2}}}
              - {name: c, temporal_endpoints: {frontend: {fqdn: 10.0.0.3}}}
            dns_failover:
              failover_policies:
                - {name: all, regions: [{region: a}, {region: b}, {region: c}]}
                - {name: pair, primary: {region: b}, secondary: {region: a}}
            """;

    @Test
    void readsFailback() {
        String steps =
                "{name: pair, failback: {mode: automatic, stable_for: 1h, steps: [5%, 50, 100], step_interval: 10m},";
        Config config = Shipped.load(THREE.replace("{name: pair,", steps), Map.of(), path -> true);
        assertEquals(FailbackPolicy.MANUAL, config.policies().get(0).policy().failback());
        assertEquals(
                new FailbackPolicy(true, Duration.ofHours(1), List.of(5, 50, 100), Duration.ofMinutes(10)),
                config.policies().get(1).policy().failback());
    }

    static Stream<Arguments> weights() {
        return Stream.of(
                Arguments.of(9, "[50, 100]", "need a carrying weight of at least 10; it is 9"),
                Arguments.of(10, "[1, 5, 100]", "'5' would be 1 of the carrying weight 10, which is the step before"),
                Arguments.of(60, "[34, 100]", "'34' would be 20 of the carrying weight 60, less than the step"));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("weights")
    void stepsMustFitTheCarryingWeight(int weight, String steps, String says) {
        String text = Shipped.with("weight: 100", "weight: " + weight);
        List<String> errors = Shipped.errors(Shipped.edit(text, "steps: [100]", "steps: " + steps));
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(
                errors.get(0).startsWith(FAILBACK + ".steps (line ")
                        && errors.get(0).contains(says),
                errors::toString);
    }
}
