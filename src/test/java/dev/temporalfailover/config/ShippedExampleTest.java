package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.ExchangeSettings;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Limit;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.ProbeTimes;
import dev.temporalfailover.traffic.istio.RouteSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShippedExampleTest {
    private final Config config = Shipped.load(Shipped.text());

    @Test
    void isTheTwoRegionsOfTheNetworkDocument() {
        assertEquals("us-east-1", config.region());
        assertEquals("pod-abc", config.instance());
        assertEquals(
                List.of("us-east-1 primary", "us-west-2 secondary"),
                config.regions().stream().map(r -> r.name() + " " + r.role()).toList());
    }

    @Test
    void probesAllServicesAtHomeAndTheFrontendAbroad() {
        assertEquals(
                List.of(
                        "FRONTEND private temporal-frontend.temporal-backend.svc.cluster.local 7233",
                        "FRONTEND public temporal-api-us-east-1.example.com 443",
                        "FRONTEND_HTTP private temporal-frontend.temporal-backend.svc.cluster.local 7243",
                        "WEB_UI private temporal-web.temporal-backend.svc.cluster.local 8080",
                        "HISTORY private temporal-history.temporal-backend.svc.cluster.local 7234",
                        "MATCHING private temporal-matching.temporal-backend.svc.cluster.local 7235"),
                words(0));
        assertEquals(
                List.of(
                        "FRONTEND private temporal-frontend.us-west-2.internal.example.com 7233",
                        "FRONTEND public temporal-api-us-west-2.example.com 443"),
                words(1));
    }

    @Test
    void readsAHealthCheckAsTheChecksThatItMeans() {
        List<Endpoint> home = config.regions().get(0).endpoints();
        assertEquals(
                Set.of(
                        Check.SYSTEM_INFO,
                        Check.GRPC_HEALTH,
                        Check.DESCRIBE_NAMESPACE,
                        Check.DESCRIBE_WORKFLOW,
                        Check.DESCRIBE_TASK_QUEUE,
                        Check.COLD_CONNECT),
                home.get(0).checks());
        assertEquals("temporal-system", home.get(0).namespace());
        assertEquals(Optional.empty(), home.get(0).httpPath());
        assertEquals(Optional.empty(), home.get(0).tls());
        // By the region's own name: temporal-api.example.com is routed by the weights.
        assertEquals(Optional.of(Tls.PLATFORM), home.get(1).tls());
        assertEquals(Optional.of("/api/v1/system-info"), home.get(2).httpPath());
        assertEquals(Set.of(Check.HTTP, Check.COLD_CONNECT), home.get(2).checks());
        assertEquals(Optional.of("/healthz"), home.get(3).httpPath());
        assertTrue(home.get(4).headless());
        assertEquals(Set.of(Check.GRPC_HEALTH, Check.COLD_CONNECT), home.get(5).checks());
        assertEquals(Duration.ofSeconds(5), home.get(0).times().interval());
        assertEquals(Duration.ofSeconds(1), home.get(0).times().timeout());
        assertEquals(Duration.ofSeconds(10), home.get(0).times().functionInterval());
        assertEquals(Duration.ofSeconds(3), home.get(0).times().functionTimeout());
        assertEquals(Duration.ofSeconds(15), home.get(0).times().coldInterval());
        assertEquals(Duration.ofMillis(3500), home.get(0).times().coldTimeout());
    }

    @Test
    void carriesTheThresholdsOfTheNetworkDocument() {
        Config.Policy policy = config.policies().get(0);
        assertEquals("temporal-api-failover", policy.policy().name());
        assertEquals(List.of("us-east-1", "us-west-2"), policy.policy().regions());
        assertEquals(100, policy.policy().weight());
        assertEquals(Set.of(Service.FRONTEND), policy.required());
        Thresholds t = policy.thresholds();
        assertEquals(2, t.failAfter());
        assertEquals(3, t.recoverAfter());
        assertEquals(new Limit(0.1, 0.08, Duration.ofMinutes(5)), t.latency());
        assertEquals(0.99, t.latencyQuantile());
        assertEquals(new Limit(0.01, 0.008, Duration.ofMinutes(2)), t.lossRatio());
        assertEquals(new Limit(10_000, 8_000, Duration.ofMinutes(5)), t.connections());
        assertEquals(new Limit(0.9, 0.72, Duration.ofMinutes(1)), t.poolUtilization());
        assertEquals(new Limit(0.5, 0.1, Duration.ofMinutes(1)), t.errorRatio());
        assertEquals(Duration.ZERO, t.staleAfter(), "no longer than each check's own");
    }

    @Test
    void readsThePoolsOfTemporalsOwnPagesAtHome() {
        assertEquals(
                List.of("temporal-frontend-headless", "temporal-history", "temporal-matching"),
                config.pools().stream()
                        .map(pool -> pool.url().getHost().replace(".temporal-backend.svc.cluster.local", ""))
                        .toList());
        config.pools().forEach(pool -> assertEquals("us-east-1", pool.region()));
    }

    /** A fault just after an answer: as many intervals as the threshold, each with 10 % jitter, and the last one's timeout. */
    @Test
    void theWorstTimeOfDetectionIsTheOneThatIsPublished() throws java.io.IOException {
        ProbeTimes times = config.regions().get(0).endpoints().get(0).times();
        int failures = config.policies().get(0).thresholds().failAfter();
        assertEquals(12_000, worst(Check.SYSTEM_INFO, times, failures));
        assertEquals(25_000, worst(Check.DESCRIBE_WORKFLOW, times, failures));
        assertEquals(25_000, worst(Check.DESCRIBE_TASK_QUEUE, times, failures));
        for (String page : List.of("failure-modes.md", "configuration.md")) {
            String text = java.nio.file.Files.readString(Path.of("docs", page));
            assertTrue(text.contains("after at most 12 s"), page);
            assertTrue(text.contains("after at most 25 s"), page);
        }
    }

    private static long worst(Check check, ProbeTimes times, int failures) {
        return times.interval(check).toMillis() * failures * 11 / 10
                + times.timeout(check).toMillis();
    }

    @Test
    void movesTheRecordAndTheRouteOfTheOwnCluster() {
        Config.Policy policy = config.policies().get(0);
        var record = policy.dns().orElseThrow().records().get(0);
        assertEquals("temporal-api.example.com", record.name());
        assertEquals(Map.of("us-east-1", "us-east-1", "us-west-2", "us-west-2"), record.setIdentifiers());
        assertTrue(record.alias());
        assertEquals(Optional.empty(), record.ttl());
        assertEquals(1, policy.routes().size());
        RouteSettings route = policy.routes().get(0);
        assertEquals(Optional.of("temporal-frontend"), route.name());
        assertEquals(
                "temporal-frontend.temporal-backend.svc.cluster.local",
                route.destinations().get("us-east-1").host());
    }

    @Test
    void servesTheOtherRegionUnchanged() {
        Map<String, String> west = Map.of(
                "TEMPORAL_FAILOVER_REGION",
                "us-west-2",
                "TEMPORAL_FAILOVER_INSTANCE",
                "w1",
                "TEMPORAL_FAILOVER_ADDRESS",
                "fd00::7");
        Config there = Shipped.load(Shipped.text(), west, path -> true);
        assertEquals("w1", there.instance());
        assertEquals(2, there.regions().get(0).endpoints().size());
        assertEquals(6, there.regions().get(1).endpoints().size());
        RouteSettings route = there.policies().get(0).routes().get(0);
        assertEquals(
                "temporal-frontend.temporal-backend.svc.cluster.local",
                route.destinations().get("us-west-2").host());
        Config.CoordinationSettings coordination = there.coordination().orElseThrow();
        assertEquals(Optional.of("[fd00::7]:7443"), coordination.address());
        assertEquals(
                List.of("us-east-1", "witness"),
                coordination.exchange().peers().stream()
                        .map(ExchangeSettings.Peer::place)
                        .toList());
        assertEquals(
                List.of("us-east-1", "witness"),
                there.policies().get(0).policy().evidence().places());
    }

    @Test
    void asksTheOtherRegionAndTheWitness() {
        Config.CoordinationSettings coordination = config.coordination().orElseThrow();
        ExchangeSettings exchange = coordination.exchange();
        assertEquals("0.0.0.0:7443", exchange.host() + ":" + exchange.port());
        assertEquals(Optional.of("10.0.0.7:7443"), coordination.address());
        Path folder = Path.of("/etc/temporal-failover/tls");
        assertEquals(
                Optional.of(Tls.mutual(
                        folder.resolve("ca.crt"),
                        folder.resolve("tls.crt"),
                        folder.resolve("tls.key"),
                        "temporal-failover")),
                exchange.tls());
        assertEquals(
                List.of(
                        new ExchangeSettings.Peer(
                                "us-west-2", List.of("temporal-failover.us-west-2.internal.example.com:7443")),
                        new ExchangeSettings.Peer(
                                "witness", List.of("temporal-failover.witness.internal.example.com:7443"))),
                exchange.peers());
        assertEquals(
                new EvidencePolicy(Required.UNDISPUTED, List.of("us-west-2", "witness"), Duration.ofSeconds(10)),
                config.policies().get(0).policy().evidence());
        assertEquals(FailbackPolicy.MANUAL, config.policies().get(0).policy().failback());
        assertFalse(config.isWitness());
        assertEquals("us-east-1", config.place());
    }

    @Test
    void servesTheWitnessUnchanged() {
        Map<String, String> env = Map.of("TEMPORAL_FAILOVER_WITNESS", "witness", "HOSTNAME", "w");
        Config witness = Shipped.load(Shipped.text(), env, path -> true);
        assertTrue(witness.isWitness());
        assertEquals("witness", witness.place());
        assertEquals("witness", witness.region());
        assertEquals(Optional.empty(), witness.leadership().lease());
        assertEquals(Optional.empty(), witness.coordination().orElseThrow().address());
        assertEquals(
                List.of("us-east-1", "us-west-2"),
                witness.coordination().orElseThrow().exchange().peers().stream()
                        .map(ExchangeSettings.Peer::place)
                        .toList());
        assertEquals(Optional.empty(), witness.policies().get(0).dns());
        assertEquals(List.of(), witness.policies().get(0).routes());
        assertEquals(
                List.of("us-east-1", "us-west-2"),
                witness.policies().get(0).policy().evidence().places());
        witness.regions()
                .forEach(r -> assertEquals(
                        List.of("private", "public"),
                        r.endpoints().stream().map(Endpoint::path).toList()));
    }

    @Test
    void keepsItsDefaultsWhereItSaysTheSameAsTheDefaults() {
        String text = Shipped.text();
        text = Shipped.edit(text, "probing: {interval: 5s, timeout: 1s, cold_interval: 15s}\n", "");
        text = Shipped.edit(
                text, "      failback: {mode: manual, stable_for: 30m, steps: [100], step_interval: 5m}\n", "");
        for (String line : List.of(
                "  listen: 0.0.0.0:7443\n",
                "    server_name: temporal-failover\n",
                "  evidence: {required: undisputed, freshness: 10s}\n",
                "  observers: {quorum: 0.5, minimum: 1, freshness: 6s, forget_after: 1m}\n",
                "  heartbeat: 1s\n",
                "  probe_budget: 20\n",
                "  slow_interval: 1m\n")) {
            text = Shipped.edit(text, line, "");
        }
        text = text.substring(0, text.indexOf("  alerts:\n"))
                + text.substring(text.indexOf("  # Temporal's own pages"));
        assertEquals(config, Shipped.load(text));
    }

    private List<String> words(int region) {
        return config.regions().get(region).endpoints().stream()
                .map(e -> e.service() + " " + e.path() + " " + e.host() + " " + e.port())
                .toList();
    }
}
