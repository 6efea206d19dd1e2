package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Environment and file that do not say clearly whether this is an instance of a region or a witness, and which. */
class WrongIdentityTest {
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

    static Stream<Arguments> identities() {
        Map<String, String> witness = Map.of("TEMPORAL_FAILOVER_WITNESS", "witness", "HOSTNAME", "h");
        return Stream.of(
                Arguments.of(
                        Map.of(
                                "TEMPORAL_FAILOVER_WITNESS",
                                "witness",
                                "TEMPORAL_FAILOVER_REGION",
                                "us-east-1",
                                "HOSTNAME",
                                "h"),
                        "regions:",
                        "regions:",
                        "TEMPORAL_FAILOVER_WITNESS: stands beside TEMPORAL_FAILOVER_REGION"),
                Arguments.of(Shipped.ENV, "regions:", "region: us-east-1\nwitness: witness\nregions:", "witness (line"),
                Arguments.of(
                        Map.of("TEMPORAL_FAILOVER_WITNESS", "wittness", "HOSTNAME", "h"),
                        "regions:",
                        "regions:",
                        "'wittness' is not one of coordination.witnesses: witness; did you mean witness?"),
                Arguments.of(
                        Map.of("TEMPORAL_FAILOVER_WITNESS", "a b", "HOSTNAME", "h"),
                        "regions:",
                        "regions:",
                        "TEMPORAL_FAILOVER_WITNESS: 'a b' is not allowed"),
                Arguments.of(
                        Map.of("TEMPORAL_FAILOVER_WITNESS", "us-east-1", "HOSTNAME", "h"),
                        "regions:",
                        "regions:",
                        "TEMPORAL_FAILOVER_WITNESS: 'us-east-1' is the name of a region"),
                Arguments.of(Map.of("HOSTNAME", "h"), "regions:", "witness: witness\nregions:", "leadership (line"),
                Arguments.of(
                        witness,
                        "coordination:",
                        "coordnation:",
                        "coordination (line 8): is missing; a witness speaks to the regions by it"),
                Arguments.of(
                        Map.of("TEMPORAL_FAILOVER_REGION", "us-east-1", "HOSTNAME", "h"),
                        "regions:",
                        "regions:",
                        "coordination.address (line"),
                Arguments.of(
                        witness,
                        "- {name: private, fqdn: temporal-frontend.us-west-2.internal.example.com",
                        "- {name: private, fqdn: temporal-frontend.us-east-1.internal.example.com",
                        "too, seen from a witness"));
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("identities")
    void whoThisProcessIsMustBeClear(Map<String, String> env, String before, String after, String says) {
        List<String> errors = Shipped.errors(Shipped.with(before, after), env, path -> true);
        assertTrue(errors.stream().anyMatch(e -> e.contains(says)), errors::toString);
    }

    @Test
    void namesHaveNothingThatWouldPartTheEpochRecord() {
        for (String wrong : List.of("x=y", "'x,y'", "'x y'", "X", "x_y", "x/y", "''", "é", "'x\"'")) {
            for (String before : List.of("{name: c,", "{name: pair,")) {
                List<String> errors =
                        Shipped.errors(THREE.replace(before, "{name: " + wrong + ","), Map.of(), path -> true);
                assertTrue(
                        errors.stream().anyMatch(e -> e.contains(".name (line") && e.contains("is not allowed")),
                        () -> wrong + " in " + errors);
            }
        }
    }
}
