package dev.temporalfailover.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.temporalfailover.emulator.kubernetes.OneAnswer;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoordinationFuzzTest {
    private static final String INTENTS = """
            {"hold":{"owner":"ann","reason":"drill","expires":"2026-11-22T01:02:03Z"},
             "acknowledgement":{"epoch":7,"by":"bob","at":"2026-11-22T01:02:03Z"},
             "request":{"kind":"FAILBACK","to":"us-east-1","by":"b","reason":"r","automatic":true,"force":false,
             "expires":"2026-11-22T01:02:03Z"},
             "takeover":{"from":"us-east-1","epoch":7,"since":"2026-11-22T01:02:03Z"}}""";
    private static final String LEASE = """
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"f","namespace":"ns",
             "resourceVersion":"7","annotations":{"temporal-failover.dev/address":"10.0.0.1:7443"}},
             "spec":{"holderIdentity":"pod-a","leaseDurationSeconds":15,"acquireTime":"2026-11-22T01:02:03.000000Z",
             "renewTime":"2026-11-22T01:02:03.000000Z","leaseTransitions":3}}""";

    @Test
    void intents() {
        Fuzz.texts("intents", List.of(INTENTS, "{}"), input -> {
            Intents read;
            try {
                read = IntentsJson.read(Fuzz.text(input));
            } catch (IllegalArgumentException refused) {
                clean(refused.getMessage());
                return false;
            }
            assertEquals(read, IntentsJson.read(IntentsJson.write(read)));
            read.hold().ifPresent(hold -> clean(hold.owner() + hold.reason()));
            read.request().ifPresent(request -> clean(request.by() + request.reason() + request.to()));
            Intents bounded = read.bounded(Instant.EPOCH);
            assertEquals(bounded, bounded.bounded(Instant.EPOCH));
            return true;
        });
    }

    @Test
    void leases() throws IOException {
        try (OneAnswer api = new OneAnswer(LEASE);
                KubernetesClient client = api.client()) {
            LeaseObject lease = new LeaseObject(
                    client, "ns", "f", new Candidate("me", "10.0.0.2:7443", "10.0.0.2:8080", Optional::empty));
            Fuzz.texts("lease", List.of(LEASE), input -> {
                api.answer(Fuzz.text(input));
                try {
                    var read = lease.read();
                    LeaseObject.address(read, LeaseObject.ADDRESS)
                            .ifPresent(address -> assertFalse(address.contains(" ")));
                    lease.claim(read, Duration.ofSeconds(15), Instant.EPOCH);
                } catch (KubernetesClientException said) {
                    return false;
                }
                return true;
            });
        }
    }

    private static void clean(String text) {
        assertEquals(Line.of(text, text.length() + 3), text);
    }
}
