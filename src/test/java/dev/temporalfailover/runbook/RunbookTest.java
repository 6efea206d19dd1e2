package dev.temporalfailover.runbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.Intents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunbookTest {
    static final Instant START = Instant.parse("2026-11-22T03:00:00Z");
    private final FakeService service = new FakeService();
    private final Runbook runbook = new Runbook(service);

    static String one(String status, String fingerprint, Instant startsAt, String labels) {
        return "{\"status\":\"" + status + "\",\"labels\":{" + labels + "},\"startsAt\":\"" + startsAt
                + "\",\"fingerprint\":\"" + fingerprint + "\",\"values\":{}}";
    }

    static String action(String action, String region) {
        return "\"alertname\":\"Down\",\"temporal_failover_action\":\"" + action + "\",\"region\":\"" + region + "\"";
    }

    static String payload(String... alerts) {
        return "{\"version\":\"4\",\"status\":\"firing\",\"notification_reason\":\"x\",\"alerts\":["
                + String.join(",", alerts) + "]}";
    }

    private AlertsAnswer receive(String body) throws BadPayload {
        return runbook.receive(body.getBytes(StandardCharsets.UTF_8), "");
    }

    private String result(String... alerts) throws BadPayload {
        return receive(payload(alerts)).results().get(0).result().word();
    }

    @Test
    void aFailoverLeavesTheRegionThatTheAlertIsAbout() throws BadPayload {
        service.healthy = Set.of("n");
        assertEquals("stored", result(one("firing", "f", START, action("failover", "e"))));
        Intents.Request request = service.of("p").request().orElseThrow();
        assertEquals("n", request.to());
        assertEquals("alert:f", request.by());
        assertTrue(request.automatic());
        assertFalse(request.force());
        assertEquals(START.plus(Runbook.STALE_AFTER), request.expires());
    }

    @Test
    void aFailoverFromARegionWithoutTrafficIsRefused() throws BadPayload {
        assertEquals("refused", result(one("firing", "f", START, action("failover", "w"))));
        service.active = "w";
        assertEquals("stored", result(one("firing", "f", START, action("failover", "w"))));
    }

    @Test
    void anExplicitTargetWins() throws BadPayload {
        String labels = action("failover", "e") + ",\"temporal_failover_to\":\"n\"";
        assertEquals("stored", result(one("firing", "f", START, labels)));
        assertEquals("n", service.of("p").request().orElseThrow().to());
        assertEquals("refused", result(one("firing", "g", START, labels.replace("\"n\"", "\"mars\""))));
    }

    @Test
    void whileNobodyKnowsWhoIsActiveAlertmanagerSendsAgain() throws BadPayload {
        service.active = null;
        AlertsAnswer answer = receive(payload(one("firing", "f", START, action("failover", "e"))));
        assertTrue(answer.again());
        service.active = "e";
        assertEquals("stored", result(one("firing", "f", START, action("failover", "e"))));
    }

    @Test
    void eachIncidentActsOnce() throws BadPayload {
        String alert = one("firing", "f", START, action("hold", ""));
        assertEquals("stored", result(alert));
        service.intents.clear();
        assertEquals("duplicate", result(alert));
        assertEquals(Intents.NONE, asked());
        assertEquals("stored", result(one("firing", "f", START.plusSeconds(30), action("hold", ""))));
        assertEquals("stored", result(one("firing", "g", START, action("hold", ""))));
    }

    @Test
    void whatAnAlertAskedIsWrittenDownWithItsReasonOnce() throws BadPayload {
        String alert = one("firing", "f", START, action("hold", ""));
        result(alert);
        result(alert);
        assertEquals(1, service.asked.size());
        assertEquals("alert:f", service.asked.get(0).by());
        assertTrue(service.asked.get(0).reason().startsWith("hold until "));
        assertTrue(
                service.asked.get(0).asked().endsWith("requests hold"),
                service.asked.get(0).asked());
        result(one("resolved", "f", START, action("hold", "")));
        assertEquals(2, service.asked.size());
    }

    @Test
    void resolvedWithdrawsItsOwnHoldAndRequestOnly() throws BadPayload {
        result(one("firing", "h", START, action("hold", "")), one("firing", "f", START, action("failover", "e")));
        assertEquals("released", result(one("resolved", "h", START, action("hold", ""))));
        assertTrue(service.of("p").hold().isEmpty());
        assertTrue(service.of("p").request().isPresent());
        assertEquals("released", result(one("resolved", "f", START, action("failover", "e"))));
        assertEquals(Intents.NONE, asked());
    }

    @Test
    void whatAnAlertAskedForIsItsOwnWhoeverSendsIt() throws BadPayload {
        assertEquals("stored", sent("kubernetes:am", one("firing", "f", START, action("failover", "e"))));
        assertEquals(
                "alert:f (sent by kubernetes:am)",
                service.of("p").request().orElseThrow().by());
        assertEquals("stored", sent("kubernetes:am", one("firing", "f", START, action("hold", "e"))));
        assertEquals("released", sent("", one("resolved", "ff", START, action("failover", "e"))));
        assertTrue(service.of("p").request().isPresent(), "another alert's");
        assertEquals("released", sent("kubernetes:other", one("resolved", "f", START, action("failover", "e"))));
        assertTrue(service.of("p").request().isEmpty());
        assertTrue(service.of("p").hold().isEmpty());
    }

    private String sent(String sender, String alert) throws BadPayload {
        return runbook.receive(payload(alert).getBytes(StandardCharsets.UTF_8), sender)
                .results()
                .get(0)
                .result()
                .word();
    }

    @Test
    void resolvedNeverMovesTrafficBack() throws BadPayload {
        result(one("firing", "f", START, action("failover", "e")));
        service.active = "w";
        result(one("resolved", "f", START, action("failover", "e")));
        assertTrue(service.of("p").request().isEmpty());
    }

    @Test
    void aFiringThatArrivesAfterItsResolvedDoesNothing() throws BadPayload {
        assertEquals("released", result(one("resolved", "f", START, action("failover", "e"))));
        assertEquals("duplicate", result(one("firing", "f", START, action("failover", "e"))));
        assertEquals(Intents.NONE, asked());
    }

    /** Without what is only remembered of alerts. */
    private Intents asked() {
        return service.of("p").withAlertsSince(Optional.empty()).withIncidents(List.of());
    }

    @Test
    void machinesDoNotOverrulePeople() throws BadPayload {
        Instant later = START.plusSeconds(600);
        service.intents.put(
                "p",
                new Intents(
                        Optional.of(new Intents.Hold("ann", "deploy", later)),
                        Optional.empty(),
                        Optional.of(
                                new Intents.Request(Intents.Kind.FAILBACK, "w", "ann", "drill", false, false, later)),
                        Optional.empty()));
        Intents before = service.of("p");
        assertEquals("refused", result(one("firing", "h", START, action("hold", ""))));
        assertEquals("refused", result(one("firing", "f", START, action("failover", "e"))));
        result(one("resolved", "h", START, action("hold", "")));
        assertEquals(before, asked());
        service.now = later.plusSeconds(1);
        assertEquals("stored", result(one("firing", "f", START, action("failover", "e"))));
    }

    @Test
    void staleAndFutureIncidentsAreRefused() throws BadPayload {
        service.now = START.plus(Runbook.STALE_AFTER).plusSeconds(1);
        assertEquals("stale", result(one("firing", "f", START, action("failover", "e"))));
        assertEquals("refused", result(one("firing", "f", service.now.plusSeconds(900), action("failover", "e"))));
        assertEquals(0, service.writes);
    }

    @Test
    void whatCouldNotBeStoredMayComeAgain() throws BadPayload {
        service.fails = true;
        AlertsAnswer answer = receive(payload(
                one("firing", "p", START, action("probe", "e")), one("firing", "h", START, action("hold", ""))));
        assertTrue(answer.again());
        assertEquals(
                List.of("stored", "unavailable"),
                answer.results().stream().map(r -> r.result().word()).toList());
        service.fails = false;
        answer = receive(payload(
                one("firing", "p", START, action("probe", "e")), one("firing", "h", START, action("hold", ""))));
        assertEquals(
                List.of("duplicate", "stored"),
                answer.results().stream().map(r -> r.result().word()).toList());
        assertEquals(List.of("e"), service.probed);
    }

    @Test
    void whatIsNotForUsIsIgnoredAndWhatIsWrongRefused() throws BadPayload {
        assertEquals("ignored", result(one("firing", "f", START, "\"alertname\":\"Other\"")));
        assertEquals("refused", result(one("firing", "f", START, action("reboot", "e"))));
        assertEquals("refused", result(one("firing", "f", START, action("probe", "mars"))));
        assertEquals("refused", result(one("firing", "f", START, action("failover", ""))));
        assertEquals("refused", result(one("firing", "f", START, action("hold", "") + ",\"policy\":\"no\"")));
        service.names.add("q");
        assertEquals("refused", result(one("firing", "f", START, action("hold", ""))));
        assertEquals("stored", result(one("firing", "f", START, action("hold", "") + ",\"policy\":\"q\"")));
        assertEquals(Set.of("q"), service.intents.keySet());
    }

    @Test
    void failbackGoesWhereTheLabelSaysOrHome() throws BadPayload {
        service.active = "n";
        assertEquals("stored", result(one("firing", "f", START, action("failback", ""))));
        assertEquals("e", service.of("p").request().orElseThrow().to());
        assertEquals(
                Intents.Kind.FAILBACK, service.of("p").request().orElseThrow().kind());
        assertEquals("stored", result(one("firing", "g", START, action("failback", "w"))));
        assertEquals("w", service.of("p").request().orElseThrow().to());
        assertEquals("refused", result(one("firing", "k", START, action("failback", "n"))));
    }

    @Test
    void textsOfAnAlertAreCleanedBeforeTheyAreStored() throws BadPayload {
        String dirty = "D\\u001b[31mo\\n\\u202ewn";
        assertEquals(
                "stored", result(one("firing", "f", START, action("hold", "").replace("Down", dirty))));
        assertEquals(
                "alert D [31mo wn requests hold",
                service.of("p").hold().orElseThrow().reason());
        AlertResult refused = receive(payload(one("firing", "g", START, action("hold" + dirty, ""))))
                .results()
                .get(0);
        assertEquals("holdD [31mo wn", refused.action());
    }

    @Test
    void truncationIsTold() throws BadPayload {
        String body = payload().replace("\"alerts\"", "\"truncatedAlerts\":7,\"alerts\"");
        assertEquals(7, receive(body).truncated());
        assertEquals(0, receive(body.replace("\":7", "\":null")).truncated());
    }

    @Test
    void garbageNamesItsField() {
        String good = one("firing", "f", START, action("hold", ""));
        String[][] table = {
            {"", ""},
            {"null", ""},
            {"[]", ""},
            {"{", ""},
            {payload(good) + "x", ""},
            {"{\"version\":\"4\",\"version\":\"4\",\"alerts\":[]}", ""},
            {"[".repeat(5_000), ""},
            {payload("{},".repeat(60_000) + good), ""},
            {"{\"alerts\":[]}", "version"},
            {"{\"version\":4,\"alerts\":[]}", "version"},
            {payload(good).replace("\"4\"", "\"5\""), "version"},
            {"{\"version\":\"4\"}", "alerts"},
            {"{\"version\":\"4\",\"alerts\":{}}", "alerts"},
            {"{\"version\":\"4\",\"truncatedAlerts\":-1,\"alerts\":[]}", "truncatedAlerts"},
            {"{\"version\":\"4\",\"truncatedAlerts\":\"1\",\"alerts\":[]}", "truncatedAlerts"},
            {payload("null"), "alerts[0]"},
            {payload("7", "8"), "alerts[0]"},
            {payload(good.replace("firing", "on")), "alerts[0].status"},
            {payload(good.replace("\"status\"", "\"state\"")), "alerts[0].status"},
            {payload(good.replace(START.toString(), "yesterday")), "alerts[0].startsAt"},
            {payload(good.replace("\"" + START + "\"", "1763780400")), "alerts[0].startsAt"},
            {payload(good.replace("\"f\"", "\"\"")), "alerts[0].fingerprint"},
            {payload(good.replace("\"f\"", "\"" + "f".repeat(65) + "\"")), "alerts[0].fingerprint"},
            {payload(good.replace("\"f\"", "\"a b\"")), "alerts[0].fingerprint"},
            {payload(good.replace("\"Down\"", "7")), "alerts[0].labels.alertname"},
            {payload(good.replace("\"labels\"", "\"label\"")), "alerts[0].labels"},
        };
        for (String[] row : table) {
            assertEquals(
                    row[1],
                    assertThrows(BadPayload.class, () -> receive(row[0]), row[0])
                            .field(),
                    row[0]);
        }
        assertEquals(0, service.writes);
    }

    @Test
    void tooMuchIsRefused() {
        String huge = payload(one("firing", "f", START, "\"a\":\"" + "x".repeat(Payload.MAX_BYTES) + "\""));
        assertEquals("", assertThrows(BadPayload.class, () -> receive(huge)).field());
    }

    @Test
    void whatWasSeenIsBounded() {
        Incidents seen = new Incidents();
        for (int i = 0; i <= Incidents.KEPT; i++) {
            assertTrue(seen.first(new Incidents.Handled("f" + i, START, "hold")));
        }
        assertTrue(seen.first(new Incidents.Handled("f0", START, "hold")), "the oldest is forgotten");
        assertFalse(seen.first(new Incidents.Handled("f" + Incidents.KEPT, START, "hold")));
    }

    /** Each with an incident of its own, as whoever has the alerts' token can make them. */
    @Test
    void alertsTogetherHoldNoLongerThanStated() throws BadPayload {
        Instant last = START.plus(Intents.Hold.LONGEST_BY_ALERTS);
        for (int half = 0; half < 8; half++) {
            service.now = START.plusSeconds(half * 1800L);
            assertEquals("stored", result(one("firing", "f" + half, service.now, action("hold", "e"))), "at " + half);
            Instant until = service.of("p").hold().orElseThrow().expires();
            assertFalse(until.isAfter(last), until::toString);
        }
        service.now = last;
        AlertResult refused = receive(payload(one("firing", "more", service.now, action("hold", "e"))))
                .results()
                .get(0);
        assertEquals(AlertOutcome.REFUSED, refused.result());
        assertTrue(refused.detail().contains("only a person can hold now"), refused.detail());
        assertEquals(Optional.empty(), service.of("p").at(service.now).hold());
        service.now = START.plus(Intents.Hold.ALERTS_AGAIN);
        assertEquals("stored", result(one("firing", "next-day", service.now, action("hold", "e"))));
    }
}
