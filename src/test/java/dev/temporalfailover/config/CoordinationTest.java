package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.config.Config.CoordinationSettings;
import dev.temporalfailover.coordination.connectivity.ConnectivitySettings;
import dev.temporalfailover.exchange.ExchangeSettings;
import dev.temporalfailover.exchange.ExchangeSettings.Peer;
import dev.temporalfailover.failover.pace.ProbeBudget;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.outside.Tls;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoordinationTest {
    private static final String TLS = "tls: {certificate_file: /c, key_file: /k, ca_file: /a}";
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
    private static final String SOLE = "leadership: {mode: sole}\n";
    private static final String ONE_LINE = "coordination: {" + TLS + "}\n";

    private static Config load(String more) {
        return Shipped.load(THREE + more, Map.of(), path -> true);
    }

    private static List<String> errors(String more) {
        return Shipped.errors(THREE + more, Map.of(), path -> true);
    }

    @Test
    void withoutTheSectionEachInstanceDecidesAlone() {
        Config config = load("");
        assertEquals(Optional.empty(), config.coordination());
        assertEquals(Optional.empty(), config.witness());
        assertEquals("a", config.place());
        config.policies()
                .forEach(p -> assertEquals(EvidencePolicy.ALONE, p.policy().evidence()));
        config.policies()
                .forEach(p -> assertEquals(FailbackPolicy.MANUAL, p.policy().failback()));
    }

    @Test
    void needsNothingButTls() {
        Config config = load(SOLE + ONE_LINE);
        assertEquals(
                new CoordinationSettings(
                        new ExchangeSettings(
                                "one",
                                "a",
                                ExchangeSettings.PlaceType.INSTANCE,
                                "0.0.0.0",
                                7443,
                                Optional.of(
                                        Tls.mutual(Path.of("/a"), Path.of("/c"), Path.of("/k"), "temporal-failover")),
                                ExchangeSettings.TRUST_DOMAIN,
                                List.of(),
                                Set.of("pair", "all"),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(6),
                                ExchangeSettings.Limits.DEFAULT),
                        Optional.empty(),
                        Optional.empty(),
                        QuorumPolicy.MAJORITY,
                        Duration.ofMinutes(1),
                        Optional.empty(),
                        new ProbeBudget(20.0 / 3, Duration.ofMinutes(1))),
                config.coordination().orElseThrow());
        EvidencePolicy nobody = new EvidencePolicy(Required.UNDISPUTED, List.of(), Duration.ofSeconds(10));
        config.policies().forEach(p -> assertEquals(nobody, p.policy().evidence()));
        List<String> without = errors(SOLE + "coordination: {}\n");
        assertEquals(1, without.size(), without::toString);
        assertTrue(without.get(0).startsWith("coordination.tls (line")
                && without.get(0).contains("is missing"));
    }

    @Test
    void readsEverySetting() {
        Config config = load(SOLE + """
                coordination:
                  listen: "[::1]:17443"
                  address: One.Example.com
                  tls: {certificate_file: /c, key_file: /k, ca_file: /a, server_name: instances.example.com, trust_domain: example.com}
                  peers:
                    - {region: b, endpoints: ["[2001:db8::2]:7443", "b.example.com:1"]}
                  witnesses:
                    - {name: w1, endpoints: ["10.9.0.1:7443"]}
                  connectivity_checks: ["1.1.1.1:443", "example.org:443"]
                  connectivity_interval: 2s
                  connectivity_timeout: 500ms
                  evidence: {required: majority, freshness: 5s}
                  observers: {quorum: 60%, minimum: 3, freshness: 3s, forget_after: 30s, instances: 5}
                  heartbeat: 500ms
                  probe_budget: 7
                  slow_interval: 90s
                """);
        assertEquals(
                new CoordinationSettings(
                        new ExchangeSettings(
                                "one",
                                "a",
                                ExchangeSettings.PlaceType.INSTANCE,
                                "::1",
                                17443,
                                Optional.of(Tls.mutual(
                                        Path.of("/a"), Path.of("/c"), Path.of("/k"), "instances.example.com")),
                                "example.com",
                                List.of(
                                        new Peer("b", List.of("[2001:db8::2]:7443", "b.example.com:1")),
                                        new Peer("w1", List.of("10.9.0.1:7443"))),
                                Set.of("pair", "all"),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(3),
                                ExchangeSettings.Limits.DEFAULT),
                        Optional.of("one.example.com:17443"),
                        Optional.of(new ConnectivitySettings(
                                List.of(
                                        InetSocketAddress.createUnresolved("1.1.1.1", 443),
                                        InetSocketAddress.createUnresolved("example.org", 443)),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(500))),
                        new QuorumPolicy(0.6, 3, Duration.ofSeconds(3)),
                        Duration.ofSeconds(30),
                        Optional.of(5),
                        new ProbeBudget(7.0 / 4, Duration.ofSeconds(90))),
                config.coordination().orElseThrow());
        EvidencePolicy asked = new EvidencePolicy(Required.MAJORITY, List.of("b", "w1"), Duration.ofSeconds(5));
        config.policies().forEach(p -> assertEquals(asked, p.policy().evidence()));
    }

    @Test
    void aPolicyAsksThePeersThatAreItsRegions() {
        String peers =
                "peers: [{region: a, endpoints: ['a:1']}, {region: b, endpoints: ['b:1']}, {region: c, endpoints: ['c:1']}]";
        String witness = "witnesses: [{name: w, endpoints: ['w:1']}]";
        Config config = load(SOLE + "coordination: {" + TLS + ", " + peers + ", " + witness + "}\n");
        assertEquals(
                List.of("b", "c", "w"),
                config.policies().get(0).policy().evidence().places());
        assertEquals(
                List.of("b", "w"), config.policies().get(1).policy().evidence().places());
        assertEquals(
                List.of("b", "c", "w"),
                config.coordination().orElseThrow().exchange().peers().stream()
                        .map(Peer::place)
                        .toList());
    }

    @Test
    void twoVotesOfWhichOneDiesAreRefusedUnlessThereIsAThird() {
        String two = "coordination: {" + TLS + ", peers: [{region: b, endpoints: ['b:1']}]";
        List<String> trapped = errors(SOLE + two + "}\n");
        assertEquals(2, trapped.size(), trapped::toString);
        assertTrue(trapped.get(0).contains("in policy 'all' only a and b have a vote"), trapped::toString);
        assertTrue(trapped.get(1).contains("in policy 'pair' only a and b have a vote"), trapped::toString);
        List<String> pair =
                errors(SOLE + two.replace("['b:1']}]", "['b:1']}, {region: c, endpoints: ['c:1']}]") + "}\n");
        assertEquals(1, pair.size(), pair::toString);
        assertEquals(
                1,
                errors(SOLE + two + ", evidence: {required: majority}}\n").stream()
                        .filter(e -> e.contains("in policy 'pair'"))
                        .count());
        assertEquals(List.of(), errors(SOLE + two + ", connectivity_checks: ['1.1.1.1:53']}\n"));
        assertEquals(List.of(), errors(SOLE + two + ", evidence: {required: alone}}\n"));
        assertEquals(List.of(), errors(SOLE + two + ", witnesses: [{name: w, endpoints: ['w:1']}]}\n"));
        assertEquals(
                List.of(), errors(SOLE + "coordination: {" + TLS + ", witnesses: [{name: w, endpoints: ['w:1']}]}\n"));
    }

    @Test
    void theEnvironmentsAddressWins() {
        String written = "coordination: {" + TLS + ", listen: '127.0.0.1:17443', address: 'file.example.com:1'}\n";
        assertEquals("file.example.com:1", addressOf(written, Map.of()));
        assertEquals("10.0.0.9:17443", addressOf(written, Map.of("TEMPORAL_FAILOVER_ADDRESS", "10.0.0.9")));
        assertEquals("[2001:db8::9]:17443", addressOf(written, Map.of("TEMPORAL_FAILOVER_ADDRESS", "2001:db8::9")));
        assertEquals("[2001:db8::9]:9", addressOf(written, Map.of("TEMPORAL_FAILOVER_ADDRESS", "[2001:DB8::9]:9")));
        for (String wrong : List.of("0.0.0.0", "::", "10.0.0.9:0", "10.0.0.9:x", "a b", "http://a", "x".repeat(9999))) {
            List<String> errors =
                    Shipped.errors(THREE + written, Map.of("TEMPORAL_FAILOVER_ADDRESS", wrong), path -> true);
            assertEquals(1, errors.size(), errors::toString);
            assertTrue(errors.get(0).startsWith("TEMPORAL_FAILOVER_ADDRESS: ")
                    && errors.get(0).length() < 300);
        }
        assertEquals(
                Optional.empty(),
                Shipped.load(THREE, Map.of("TEMPORAL_FAILOVER_ADDRESS", "not used"), path -> true)
                        .coordination());
    }

    private static String addressOf(String more, Map<String, String> env) {
        return Shipped.load(THREE + more, env, path -> true)
                .coordination()
                .orElseThrow()
                .address()
                .orElseThrow();
    }

    @Test
    void filesMustBeThereAndTheKeyIsNotNamed() {
        List<String> errors = Shipped.errors(THREE + SOLE + ONE_LINE, Map.of(), path -> false);
        assertEquals(3, errors.size(), errors::toString);
        assertTrue(errors.get(0).endsWith("'/c' is not a readable file"), errors::toString);
        assertTrue(errors.get(1).endsWith("the file it names is not a readable file"), errors::toString);
        assertTrue(errors.get(2).endsWith("'/a' is not a readable file"), errors::toString);
    }

    @Test
    void aWitnessOfItsOwnFileLeadsNothingAndMovesNothing() {
        String file = THREE.replace("region: a\ninstance", "witness: w\ninstance") + ONE_LINE;
        Config config = Shipped.load(file, Map.of(), path -> true);
        assertTrue(config.isWitness());
        assertEquals(Optional.of("w"), config.witness());
        assertEquals("w", config.region());
        assertEquals(Optional.empty(), config.leadership().lease());
        assertEquals(Optional.empty(), config.coordination().orElseThrow().address());
        assertEquals(3, config.regions().size());
        config.regions().forEach(r -> assertEquals(1, r.endpoints().size()));
    }

    @Test
    void theEnvironmentSaysWhetherASharedFileIsAWitness() {
        String file = THREE + SOLE + ONE_LINE;
        Config witness = Shipped.load(file, Map.of("TEMPORAL_FAILOVER_WITNESS", "w"), path -> true);
        assertEquals("w", witness.place());
        Config region = Shipped.load(
                file.replace("region: a\ninstance", "witness: w\ninstance"),
                Map.of("TEMPORAL_FAILOVER_REGION", "b"),
                path -> true);
        assertFalse(region.isWitness());
        assertEquals("b", region.place());
    }
}
