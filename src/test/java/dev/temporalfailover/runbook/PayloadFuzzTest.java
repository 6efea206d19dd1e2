package dev.temporalfailover.runbook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadFuzzTest {
    private static final String PAYLOAD = """
            {"version":"4","truncatedAlerts":0,"alerts":[{"status":"firing","fingerprint":"f1","startsAt":
             "2026-11-22T03:00:00Z","labels":{"alertname":"Down","temporal_failover_action":"hold","region":"e",
             "policy":"p"},"annotations":{"a":"b"}},{"status":"resolved","fingerprint":"f2","startsAt":
             "2026-11-22T03:00:00.123+02:00","labels":{"temporal_failover_action":"failover","region":"e"}}]}""";

    @Test
    void payloads() {
        FakeService service = new FakeService();
        Runbook runbook = new Runbook(service);
        Fuzz.texts("alerts", List.of(PAYLOAD), input -> {
            // What the stand-in notes would grow with the number of inputs.
            service.asked.clear();
            service.probed.clear();
            AlertsAnswer answer;
            try {
                answer = runbook.receive(input, "");
            } catch (BadPayload refused) {
                clean(refused.getMessage());
                clean(refused.field());
                return false;
            }
            answer.results().forEach(result -> clean(result.detail() + result.action() + result.fingerprint()));
            service.intents.values().forEach(intents -> intents.hold().ifPresent(hold -> clean(hold.reason())));
            return true;
        });
    }

    private static void clean(String text) {
        assertEquals(Line.of(text, text.length() + 3), text);
    }
}
