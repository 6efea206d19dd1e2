package dev.temporalfailover.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Invariant;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.Readiness;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.ReadinessReport;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.failover.status.WorkflowRun.WorkflowOutcome;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.probe.pool.PoolSample;
import dev.temporalfailover.testkit.Fixtures;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

// Quarkus ships Micrometer's registry on the older Prometheus client, which Micrometer has deprecated.
@SuppressWarnings("deprecation")
class TelemetryTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Telemetry telemetry = new Telemetry(registry);
    private final ProbeTelemetry probes = new ProbeTelemetry(telemetry);
    private final PoolTelemetry pools = new PoolTelemetry(telemetry, sample -> {});

    private void has(String line) {
        assertTrue(registry.scrape().contains(line), () -> line + " is not in\n" + registry.scrape());
    }

    private static ProbeResult probe(String address, Outcome outcome, int millis, Map<String, Duration> phases) {
        Target target = new Target("us-east-1", Service.FRONTEND, "private", address, Check.SYSTEM_INFO);
        return new ProbeResult(target, outcome, Duration.ofMillis(millis), Duration.ofSeconds(1), "", phases);
    }

    @Test
    void probesAreCountedWithoutTheirAddress() {
        for (int i = 0; i < 1_000; i++) {
            probes.probe(probe("10.0.0." + i + ":7233", Outcome.OK, 100, Map.of()));
        }
        probes.probe(probe("10.0.0.1:7233", Outcome.REFUSED, 1, Map.of()));
        has("temporal_failover_probes_total{check=\"system_info\",path=\"private\",region=\"us-east-1\",result=\"ok\","
                + "service=\"frontend\",tier=\"reach\",} 1000.0");
        has("result=\"refused\",service=\"frontend\",tier=\"reach\",} 1.0");
        has("temporal_failover_probe_duration_seconds_bucket{check=\"system_info\",path=\"private\","
                + "region=\"us-east-1\",service=\"frontend\",le=\"0.1\",} 1001.0");
        has("le=\"2.0E-4\",} 0.0");
        has("le=\"10.0\",} 1001.0");
        assertFalse(registry.scrape().contains("10.0.0."));
    }

    @Test
    void aLateAnswerIsCountedButItsProbeWasTimedAlready() {
        probes.probe(probe("10.0.0.1:7233", Outcome.DEADLINE, 1_000, Map.of()));
        probes.probe(probe("10.0.0.1:7233", Outcome.LATE, 1_880, Map.of()));
        has("result=\"deadline\",service=\"frontend\",tier=\"reach\",} 1.0");
        has("result=\"late\",service=\"frontend\",tier=\"reach\",} 1.0");
        has("le=\"10.0\",} 1.0");
    }

    @Test
    void phasesOfAColdConnectAreTimed() {
        probes.probe(probe("a:1", Outcome.OK, 9, Map.of("dns", Duration.ofMillis(2), "tls", Duration.ofMillis(5))));
        has("temporal_failover_probe_phase_duration_seconds_count{path=\"private\",phase=\"dns\",region=\"us-east-1\"");
    }

    @Test
    void exactlyOneVerdictIsOne() {
        telemetry.verdict("p", verdict(Verdict.HEALTHY));
        telemetry.verdict("p", verdict(Verdict.DOWN));
        has("temporal_failover_region_verdict{policy=\"p\",region=\"us-east-1\",verdict=\"down\",} 1.0");
        has("temporal_failover_region_verdict{policy=\"p\",region=\"us-east-1\",verdict=\"healthy\",} 0.0");
    }

    private static RegionVerdict verdict(Verdict v) {
        return new RegionVerdict("us-east-1", v, Duration.ZERO, null, "", List.of(), null, Duration.ZERO);
    }

    @Test
    void utilizationNeedsALimit() {
        pools.sample(new PoolSample("r", "envoy", "c", 9, 10, 2));
        pools.sample(new PoolSample("r", "temporal", "d", 9, Double.NaN, Double.NaN));
        has("temporal_failover_connection_pool_utilization{pool=\"c\",region=\"r\",source=\"envoy\",} 0.9");
        has("temporal_failover_connection_pool_utilization{pool=\"d\",region=\"r\",source=\"temporal\",} NaN");
        has("temporal_failover_connection_pool_overflows{pool=\"c\",region=\"r\",source=\"envoy\",} 2.0");
    }

    @Test
    void ourOwnChannelsAreAPool() {
        probes.pool("r", "frontend_private", 0.5, 2);
        has("temporal_failover_connection_pool_active{pool=\"frontend_private\",region=\"r\",source=\"grpc\",} 0.5");
        has("temporal_failover_connection_pool_max{pool=\"frontend_private\",region=\"r\",source=\"grpc\",} 2.0");
        has(
                "temporal_failover_connection_pool_utilization{pool=\"frontend_private\",region=\"r\",source=\"grpc\",} 0.25");
    }

    @Test
    void invariantsAreThereBeforeTheFirstViolation() {
        has("temporal_failover_invariant_violations_total{invariant=\"one-writer\",} 0.0");
        telemetry.invariantViolated("p", Invariant.ONE_WRITER);
        has("temporal_failover_invariant_violations_total{invariant=\"one-writer\",} 1.0");
    }

    @Test
    void theRestOfTheListIsExported() {
        probes.channels("r", "public", "ready", 3);
        probes.connected("r", "public");
        probes.skipped(probe("a:1", Outcome.OK, 9, Map.of()).target());
        telemetry.weight("p", "r", "dns", "api", 100);
        telemetry.leader(true);
        telemetry.decision("p", new Decision.Stay(Decision.Reason.ACTIVE_HEALTHY, List.of()));
        telemetry.stage("p", Stage.INSYNC, Duration.ofSeconds(31));
        telemetry.step("p", Step.Layer.DNS, "lost_race");
        telemetry.takeover("p", "us-east-1", true);
        telemetry.read("route53", false);
        probes.paused(Duration.ofSeconds(30));
        telemetry.alert("stored");
        telemetry.canaryCalled("mesh", "5f1a", "");
        telemetry.canaryWorkflow(WorkflowOutcome.NOT_FINISHED, Duration.ofSeconds(5));
        telemetry.judged("p", verdict(Verdict.DOWN), Duration.ofSeconds(3));
        telemetry.stepFailed("judge", "take in");
        telemetry.intent("hold", "denied");
        telemetry.eventStreams(2);
        telemetry.intents("p", Intents.NONE, false);
        telemetry.routes(
                "p",
                List.of(new RouteReading("VirtualService a/b", RouteReading.RouteState.FOREIGN, Map.of(), 0, "argo")));
        telemetry.routeEffective("p", "VirtualService a/b", false);
        telemetry.routeEffective("p", "VirtualService a/c", true);
        telemetry.routeForgotten("p", "VirtualService a/c");
        telemetry.routeForgotten("p", "never known");
        EpochRecord record = new EpochRecord(
                8, "w", Map.of("e", 0, "w", 100), "pod", "requested", Instant.ofEpochSecond(1_000), List.of());
        telemetry.dns(
                "p",
                new DnsReading(DnsReading.State.OWNED, Optional.of(record), record.weights(), "", Duration.ZERO, true));
        telemetry.verdict("p", verdict(Verdict.UNKNOWN));
        NamespaceTelemetry temporal = new NamespaceTelemetry(telemetry);
        temporal.namespaces("p", List.of("e", "w"), NamespaceCountsTest.NAMESPACES);
        temporal.dualActive("p", Duration.ofMillis(1_500));
        temporal.pollers("p", List.of(TaskQueuePollersTest.polled("orders", 2)), Duration.ofSeconds(9));
        LongPoll poll = LongPoll.unread("pay").ended(Duration.ofSeconds(20), Duration.ZERO);
        temporal.longPoll("p", Optional.of(poll), Duration.ZERO);
        temporal.replication("p", ReplicationLagsTest.behind(4), List.of("e", "w"), Duration.ofSeconds(9));
        readiness();
        pools.sample(new PoolSample("r", "temporal", "d", 9, Double.NaN, Double.NaN));
        probes.probe(probe("a:1", Outcome.OK, 9, Map.of("dns", Duration.ofMillis(2))));
        telemetry.tokenRefused("operator", 401);
        telemetry.connectionClosed("api", "crowded");
        CoordinationTelemetry coordination = new CoordinationTelemetry(registry);
        coordination.observers("p", 3, 1, Map.of("r", Set.of("pod-c")));
        coordination.skewed("w", 2);
        coordination.streams("peer", 1);
        coordination.messages("peer", "accepted", 1);
        EvidencePolicy asked = new EvidencePolicy(EvidencePolicy.Required.UNDISPUTED, List.of("w"), Duration.ZERO);
        Elsewhere.Connectivity checks = new Elsewhere.Connectivity(1, 2, "", Duration.ZERO);
        coordination.elsewhere(
                Fixtures.POLICY.with(asked), new Elsewhere(List.of(), Optional.of(checks)), Duration.ZERO);
        has("temporal_failover_last_switch_timestamp_seconds{policy=\"p\",} 1000.0");
        has("temporal_failover_active_region{policy=\"p\",region=\"w\",} 1.0");
        has("temporal_failover_dns_record_state{policy=\"p\",state=\"owned\",} 1.0");
        has("temporal_failover_routes{policy=\"p\",state=\"foreign\",} 1.0");
        has("temporal_failover_route_effective{policy=\"p\",route=\"VirtualService a/b\",} 0.0");
        assertFalse(registry.scrape().contains("VirtualService a/c"));
        has("temporal_failover_region_not_ready{policy=\"p\",reason=\"intents\",region=\"w\",} 1.0");
        has("temporal_failover_region_not_ready{policy=\"p\",reason=\"verdict\",region=\"w\",} 0.0");
        assertFalse(registry.scrape().contains("policy=\"follower\""));
        has("temporal_failover_pauses_seconds_sum 30.0");
        has("temporal_failover_decisions_total{decision=\"stay\",policy=\"p\",reason=\"active_healthy\",} 1.0");
        has("temporal_failover_canary_workflow_seconds_count{outcome=\"not_finished\",} 1.0");
        String scrape = registry.scrape();
        for (Metrics m : Metrics.values()) {
            String type = m.type().name().toLowerCase(java.util.Locale.ROOT);
            assertTrue(scrape.contains("# TYPE " + m.exported() + " " + type), m.exported() + " is not exported");
        }
    }

    /** One reason stands against one region; the other policy's instance has ceased to lead. */
    private void readiness() {
        Readiness.ReasonAgainst reason = new Readiness.ReasonAgainst(ReadinessReason.INTENTS, "forbidden");
        ReadinessReport report = new ReadinessReport(List.of(new Readiness("w", false, List.of(reason))), List.of());
        telemetry.readiness("p", List.of("w"), report);
        telemetry.readiness("follower", List.of("w"), report);
        telemetry.readiness("follower", List.of("w"), ReadinessReport.NONE);
    }

    @Test
    void labelSetsAreBounded() {
        for (int i = 0; i < Meters.MAX_SERIES + 500; i++) {
            probes.channels("r", "path" + i, "ready", 1);
        }
        long series = registry.scrape()
                .lines()
                .filter(l -> l.startsWith(Metrics.CONNECTIONS.exported() + "{"))
                .count();
        assertEquals(Meters.MAX_SERIES, series);
    }
}
