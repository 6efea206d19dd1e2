package dev.temporalfailover.faults;

import static dev.temporalfailover.faults.Arrangement.ALERTS;
import static dev.temporalfailover.faults.Arrangement.EAST;
import static dev.temporalfailover.faults.Arrangement.OPERATOR;
import static dev.temporalfailover.faults.Arrangement.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the packaged service answers over HTTP, and how it ends. */
@ExtendWith(Shared.class)
class ServiceIT {
    /** Metrics that appear only with their first event or only where configured. */
    private static final Set<Metrics> LATER = Set.of(
            Metrics.POOL_OVERFLOWS,
            Metrics.PROBES_SKIPPED,
            Metrics.ALERTS_RECEIVED,
            Metrics.TOKENS_REFUSED,
            Metrics.CONNECTIONS_CLOSED,
            // namespaces.mode is off.
            Metrics.NAMESPACES,
            Metrics.DUAL_ACTIVE,
            Metrics.REPLICATION_LAG,
            Metrics.TASK_QUEUE_POLLERS,
            Metrics.LONG_POLL,
            // A canary client's own.
            Metrics.CANARY_CALLS,
            Metrics.CANARY_WORKFLOW,
            // A service that has just begun has moved nothing.
            Metrics.STEPS,
            Metrics.STAGE_DURATION,
            Metrics.INVARIANT_VIOLATIONS,
            Metrics.EVENT_STREAMS,
            Metrics.OBSERVERS,
            Metrics.OBSERVER_OUTVOTED,
            Metrics.FLEET_MEMBERS,
            Metrics.OPINION_AGE,
            Metrics.OPINION_VERDICT,
            Metrics.EXCHANGE_STREAMS,
            Metrics.EXCHANGE_MESSAGES,
            Metrics.STEP_FAILURES,
            Metrics.CONFIGURATION_SKEW,
            Metrics.CONNECTIVITY_CHECKS);

    @Test
    void isLiveAndReadyAndExportsEveryMetricThatHasSomethingToSay(Arrangement a) {
        assertEquals(200, a.service.manage("/health/live").status());
        assertEquals(200, a.service.manage("/health/ready").status());
        String page = a.service.manage("/metrics").body();
        List<String> missing = Stream.of(Metrics.values())
                .filter(metric -> !LATER.contains(metric))
                .map(Metrics::exported)
                .filter(name -> !page.contains(name))
                .toList();
        assertEquals(List.of(), missing);
        assertEquals(
                List.of(),
                page.lines()
                        .filter(line -> line.startsWith("temporal_failover_"))
                        .filter(line -> !line.contains("home_region=\"" + WEST + "\""))
                        .toList(),
                "one Prometheus may have several places");
    }

    /** Rights, records, clock, certificates and the own endpoint are well here; what this arrangement does not have is named. */
    @Test
    void saysWhatTheSiteLacksBeforeItIsNeeded(Arrangement a) {
        // A process that has just begun may be too slow for its first calls, which it makes again after half a minute.
        a.until("asked in time", () -> reasons(a).equals(Set.of("pools", "effect_unseen")));
        assertEquals(503, a.service.get("/api/v1/readiness").status());
        assertEquals(
                200,
                a.service.get("/api/v1/readiness?ignore=pools,effect_unseen").status());
        assertTrue(a.service.get("/api/v1/readiness?format=text").body().contains("no pool_sources of " + WEST));
        assertTrue(
                a.service.manage("/metrics").body().contains("temporal_failover_region_not_ready"),
                "before anybody asks");
    }

    private static Set<String> reasons(Arrangement a) {
        Set<String> found = new TreeSet<>();
        a.service.get("/api/v1/readiness").json().findValues("reason").forEach(reason -> found.add(reason.asText()));
        return found;
    }

    @Test
    void noLibraryOpensAServerOfItsOwnBesideTheExchange(Arrangement a) {
        assertFalse(a.service.log().contains("Started gRPC server"), "Quarkus serves gRPC without TLS");
    }

    @Test
    void showsAPageAnApiDescriptionAndWhatItThinks(Arrangement a) {
        Service.Answer page = a.service.get("/");
        assertEquals(200, page.status());
        assertTrue(page.type().startsWith("text/html"), page.type());
        Service.Answer description = a.service.get("/api/openapi?format=json");
        assertEquals(200, description.status());
        assertTrue(description.json().path("paths").has("/api/v1/failover"));
        JsonNode explained = a.service.get("/api/v1/explain").json();
        assertEquals(EAST, explained.path(0).path("active").asText());
        assertTrue(explained.at("/0/decision/rules").size() >= 8);
        JsonNode plan = a.service.get("/api/v1/plan?to=" + WEST).json();
        // The record, the takeover that follows it, the route.
        assertEquals(3, plan.path("requests").size(), plan.toString());
        assertTrue(plan.at("/requests/0/body").toString().contains("\"DELETE\""), plan.toString());
        assertEquals(404, a.service.get("/api/v1/plan?to=mars").status());
    }

    @Test
    void actionsNeedTheOperatorsTokenAndWellFormedBodies(Arrangement a) {
        String hold = "{\"owner\":\"ann\",\"reason\":\"test\",\"duration\":\"5m\"}";
        assertEquals(401, a.service.post("/api/v1/hold", "", hold).status());
        assertEquals(401, a.service.post("/api/v1/hold", "wrong", hold).status());
        assertEquals(403, a.service.post("/api/v1/hold", ALERTS, hold).status());
        for (String garbage : List.of("", "{", "[]", "{\"owner\":\"ann\"}", "{\"nobody\":1}", "\0\1")) {
            assertEquals(400, a.service.post("/api/v1/hold", OPERATOR, garbage).status(), garbage);
        }
        int huge = a.service
                .post("/api/v1/hold", OPERATOR, "{\"owner\":\"" + "x".repeat(200_000) + "\"}")
                .status();
        assertEquals(413, huge);
        assertFalse(a.service.policy().has("hold"));
        a.act("hold", hold);
        try {
            a.until("held", () -> a.service.policy().at("/hold/owner").asText().equals("ann"));
            a.east.die();
            a.until("refused", () -> a.decision().equals("refuse held"));
            assertEquals(EAST, a.active());
            a.east.well();
            a.until("back", () -> a.verdict(EAST).equals("HEALTHY"));
        } finally {
            a.act("release", "{\"by\":\"ann\"}");
        }
        a.until("released", () -> !a.service.policy().has("hold"));
    }

    @Test
    void alertmanagersPayloadProbesAndHoldsOncePerIncident(Arrangement a) {
        Instant began = Instant.now().minus(Duration.ofMinutes(1));
        String firing = payload("firing", began);
        assertEquals(401, a.service.post("/api/v1/alerts", "", firing).status());
        assertEquals(403, a.service.post("/api/v1/alerts", OPERATOR, firing).status());
        Service.Answer garbage = a.service.post("/api/v1/alerts", ALERTS, "{\"version\":\"3\",\"alerts\":[]}");
        assertEquals(400, garbage.status());
        assertTrue(garbage.body().contains("version"), garbage.body());
        Service.Answer first = a.service.post("/api/v1/alerts", ALERTS, firing);
        assertEquals(200, first.status(), first.body());
        assertEquals("stored", first.json().at("/results/0/result").asText(), first.body());
        assertEquals("stored", first.json().at("/results/1/result").asText(), first.body());
        a.until("held", () -> a.service.policy().has("hold"));
        Service.Answer again = a.service.post("/api/v1/alerts", ALERTS, firing);
        assertEquals("duplicate", again.json().at("/results/1/result").asText(), again.body());
        assertEquals(2, a.service.metric("temporal_failover_alerts_received_total", "result=\"stored\""));
        assertEquals(
                200,
                a.service
                        .post("/api/v1/alerts", ALERTS, payload("resolved", began))
                        .status());
        a.until("released", () -> !a.service.policy().has("hold"));
    }

    private static String payload(String status, Instant began) {
        String alert = """
                {"status":"%s","labels":{"alertname":"Sample","temporal_failover_action":"%s","region":"us-east-1"},
                 "annotations":{},"startsAt":"%s","endsAt":"0001-01-01T00:00:00Z","generatorURL":"",
                 "fingerprint":"%s"}""";
        return """
                {"version":"4","groupKey":"{}","truncatedAlerts":0,"status":"%s","receiver":"failover",
                 "groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"",
                 "alerts":[%s,%s]}""".formatted(
                        status,
                        alert.formatted(status, "probe", began, "0123456789abcdef"),
                        alert.formatted(status, "hold", began, "fedcba9876543210"));
    }

    @Test
    void endsGracefullyGivesTheLeaseBackAndKeepsEverythingOverARestart(Arrangement a) throws Exception {
        long epoch = a.epoch();
        assertEquals("node-1", a.mesh.holder());
        a.act("hold", "{\"owner\":\"ann\",\"reason\":\"restart\",\"duration\":\"5m\"}");
        int batches = a.zone.batches.get();
        try {
            a.service.signal("TERM");
            int code = a.service.awaitExit(Duration.ofSeconds(60));
            assertEquals(143, code, "ended by the signal");
            assertEquals("", a.mesh.holder(), "the next leader need not wait for the Lease's end");
        } finally {
            a.service.start();
        }
        a.until("ready", a.service::ready);
        a.until("leads", () -> a.service.metric("temporal_failover_leader") == 1);
        a.until("knows", () -> a.active().equals(EAST) && a.epoch() == epoch);
        a.until(
                "still held",
                () -> a.service.policy().at("/hold/owner").asText().equals("ann"));
        assertEquals(batches, a.zone.batches.get(), "a restart writes nothing");
        a.act("release", "{\"by\":\"ann\"}");
    }

    @Test
    void endsAtOnceAndGivesTheLeaseBackThoughEventStreamsAreOpen(Arrangement a) throws Exception {
        assertEquals("node-1", a.mesh.holder());
        String before = a.service.log();
        List<String> lines = new CopyOnWriteArrayList<>();
        List<CompletableFuture<?>> streams =
                List.of(a.service.events(lines::add), a.service.events(lines::add), a.service.events(lines::add));
        try {
            a.until("streams", () -> a.service.metric("temporal_failover_event_streams") >= 3 && !lines.isEmpty());
            Instant asked = Instant.now();
            a.service.signal("TERM");
            a.until("given back", () -> a.mesh.holder().isEmpty());
            Duration free = Duration.between(asked, Instant.now());
            assertEquals(143, a.service.awaitExit(Duration.ofSeconds(60)));
            Duration ended = Duration.between(asked, Instant.now());
            assertTrue(free.compareTo(Duration.ofSeconds(2)) < 0, "the Lease was free after " + free);
            assertTrue(ended.compareTo(Duration.ofSeconds(4)) < 0, "it ended after " + ended);
            CompletableFuture.allOf(streams.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
            String said = a.service.log().substring(before.length());
            assertFalse(said.contains("ERROR"), said);
        } finally {
            a.service.start();
        }
    }
}
