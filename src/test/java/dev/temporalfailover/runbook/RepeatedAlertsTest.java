package dev.temporalfailover.runbook;

import static dev.temporalfailover.runbook.RunbookTest.START;
import static dev.temporalfailover.runbook.RunbookTest.action;
import static dev.temporalfailover.runbook.RunbookTest.one;
import static dev.temporalfailover.runbook.RunbookTest.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.Intents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts that come late, twice, out of order, from two replicas, to another pod, or among those of others. */
class RepeatedAlertsTest {
    private final FakeService service = new FakeService();
    private final Runbook runbook = new Runbook(service);

    private AlertsAnswer receive(String body) throws BadPayload {
        return runbook.receive(body.getBytes(StandardCharsets.UTF_8), "");
    }

    private String result(String alert) throws BadPayload {
        return receive(payload(alert)).results().get(0).result().word();
    }

    /** Without what is only remembered of alerts. */
    private Intents asked() {
        return service.of("p").withAlertsSince(Optional.empty()).withIncidents(List.of());
    }

    @Test
    void aLateResolvedOfAnEarlierIncidentWithdrawsNothingOfALaterOne() throws BadPayload {
        Instant later = START.plusSeconds(40);
        for (String action : List.of("hold", "failover")) {
            result(one("firing", "f", START, action(action, "e")));
            result(one("firing", "f", later, action(action, "e")));
            assertEquals("released", result(one("resolved", "f", START, action(action, "e"))));
            boolean stands = action.equals("hold")
                    ? service.of("p").hold().isPresent()
                    : service.of("p").request().isPresent();
            assertTrue(stands, action);
            result(one("resolved", "f", later, action(action, "e")));
            assertEquals(Intents.NONE, asked());
        }
    }

    @Test
    void aLateResolvedWhoseFiringWasNeverSeenWithdrawsNothingOfALaterOne() throws BadPayload {
        result(one("firing", "f", START.plusSeconds(40), action("hold", "e")));
        result(one("resolved", "f", START, action("hold", "e")));
        assertTrue(service.of("p").hold().isPresent());
    }

    /** A Prometheus whose clock is ahead: what it resolves must not count as the later one of all that begin until then. */
    @ParameterizedTest
    @ValueSource(strings = {"2126-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z"})
    void aResolvedOfTheFutureShadowsNothing(String startsAt) throws BadPayload {
        assertEquals("ignored", result(one("resolved", "f", Instant.parse(startsAt), action("hold", "e"))));
        assertEquals("stored", result(one("firing", "f", START, action("hold", "e"))));
        assertTrue(service.of("p").hold().isPresent());
        assertEquals("ignored", result(one("resolved", "f", Instant.parse(startsAt), action("hold", "e"))));
        assertTrue(service.of("p").hold().isPresent(), "nor does it withdraw");
    }

    @Test
    void anOlderFiringThatComesLateAsksForNothing() throws BadPayload {
        result(one("firing", "f", START.plusSeconds(40), action("hold", "e")));
        Intents before = asked();
        assertEquals("duplicate", result(one("firing", "f", START, action("hold", "e"))));
        assertEquals(before, asked());
    }

    @Test
    void twoReplicasOfPrometheusAreOneIncidentThatEndsWhenBothAreResolved() throws BadPayload {
        String replicaA = action("hold", "e") + ",\"prometheus_replica\":\"a\"";
        String replicaB = action("hold", "e") + ",\"prometheus_replica\":\"b\"";
        Instant second = START.plusSeconds(7);
        assertEquals("stored", result(one("firing", "fa", START, replicaA)));
        assertEquals("stored", result(one("firing", "fb", second, replicaB)));
        assertEquals("released", result(one("resolved", "fa", START, replicaA)));
        assertEquals("alert:fb", service.of("p").hold().orElseThrow().owner());
        assertEquals("released", result(one("resolved", "fb", second, replicaB)));
        assertEquals(Intents.NONE, asked());
    }

    @Test
    void whatAPersonLiftedDoesNotComeBackByTheOtherReplicaNorByARepetitionAtAnyPod() throws BadPayload {
        String alert = one("firing", "fa", START, action("hold", "e") + ",\"replica\":\"a\"");
        String echo = one("firing", "fb", START.plusSeconds(7), action("hold", "e") + ",\"replica\":\"b\"");
        assertEquals("stored", result(alert));
        service.intents.put("p", service.of("p").withHold(Optional.empty()).withAlertsSince(Optional.empty()));
        result(echo);
        assertTrue(service.of("p").hold().isEmpty());
        Runbook otherPod = new Runbook(service);
        for (String again : List.of(alert, echo)) {
            AlertResult answer = otherPod.receive(payload(again).getBytes(StandardCharsets.UTF_8), "")
                    .results()
                    .get(0);
            assertEquals(AlertOutcome.DUPLICATE, answer.result());
        }
        assertTrue(service.of("p").hold().isEmpty());
        service.now = START.plusSeconds(960);
        assertEquals("stored", result(one("firing", "fa", START.plusSeconds(900), action("hold", "e"))), "a new one");
    }

    @Test
    void aFollowerTakesAFailoverWithTheRegionToLeaveForTheLeaderToResolve() throws BadPayload {
        service.active = null;
        service.leads = false;
        assertEquals("stored", result(one("firing", "f", START, action("failover", "e"))));
        Intents.Request request = service.of("p").request().orElseThrow();
        assertEquals("w", request.to());
        assertEquals(Optional.of("e"), request.from());
        assertTrue(request.missed("n"), "the leader finds nothing to leave");
        assertFalse(request.missed("e"));
        assertEquals("duplicate", result(one("firing", "f", START, action("failover", "e"))));
        assertEquals("stored", result(one("firing", "g", START, action("failback", ""))));
    }

    @Test
    void whatAnAlertOfOthersLooksLikeCannotKeepAnActionFromActing() throws BadPayload {
        String action =
                one("firing", "f", START, action("hold", "e") + ",\"description\":\"" + "x".repeat(1_200) + "\"");
        String longLabel = one("firing", "o", START, "\"text\":\"" + "x".repeat(1_200) + "\"");
        for (String other : List.of(
                longLabel,
                longLabel.replace("\"o\"", "\"" + "o".repeat(200) + "\""),
                longLabel.replace(START.toString(), "yesterday"),
                longLabel.replace("\"firing\"", "\"suppressed\""),
                one("firing", "o", START, "\"a\":1,\"b\":null"),
                one("firing", "o", START, action("hold", "e")).replace(START.toString(), "0"),
                "7")) {
            service.intents.clear();
            AlertsAnswer answer =
                    new Runbook(service).receive(payload(other, action).getBytes(StandardCharsets.UTF_8), "");
            assertEquals(AlertOutcome.STORED, answer.results().get(0).result(), other);
            assertEquals(2, answer.results().size());
            assertTrue(service.of("p").hold().isPresent(), other);
        }
    }

    @Test
    void oneActionAmongMoreAlertsThanAreListedActsAndTheRestIsCounted() throws BadPayload {
        String[] many = new String[Payload.MAX_ALERTS + 2];
        java.util.Arrays.fill(many, one("firing", "o", START, "\"alertname\":\"Other\""));
        many[many.length - 1] = one("firing", "f", START, action("hold", "e"));
        AlertsAnswer answer = receive(payload(many));
        assertEquals(AlertOutcome.STORED, answer.results().get(0).result());
        assertEquals(Payload.MAX_ALERTS, answer.results().size());
        assertEquals(2, answer.cut());
    }
}
