package dev.temporalfailover.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.temporalfailover.emulator.kubernetes.OneAnswer;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server sends as a Lease or a ConfigMap and is none: said with a reason, nothing follows from it. */
class OddObjectsTest {
    private static final String[] LEASES = {
        "{\"kind\":\"Lease\",\"spec\":7}",
        "{\"kind\":\"Lease\",\"metadata\":[],\"spec\":{\"holderIdentity\":{}}}",
        "{\"kind\":\"Lease\",\"metadata\":null,\"spec\":{\"holderIdentity\":\"x\"}}",
        "{\"kind\":\"Lease\",\"metadata\":{},\"spec\":{\"holderIdentity\":\"x\",\"renewTime\":\"yesterday\"}}",
        "{\"kind\":\"Lease\",\"metadata\":{},\"spec\":{\"holderIdentity\":\"x\",\"leaseDurationSeconds\":1e99}}",
        "{\"kind\":\"Lease\",\"metadata\":{\"annotations\":{\"temporal-failover.dev/address\":null}},"
                + "\"spec\":{\"holderIdentity\":\"x\"}}",
        "{\"kind\":\"Pod\"}",
        "[]",
        "7",
        "",
        "not JSON"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"f-intents\"},\"data\":[]}",
                "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"f-intents\"},\"data\":{\"p\":{}}}",
                "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"f-intents\"},\"data\":{\"p\":null}}",
                "{\"kind\":\"ConfigMap\",\"metadata\":null,\"data\":{\"p\":\"{}\"}}",
                "{\"kind\":\"ConfigMap\",\"data\":{\"p\":\"{}\"}}",
                "[]",
                "7",
                "",
                "not JSON"
            })
    void aConfigMapOfAnyShapeIsNoIntent(String body) throws IOException {
        List<String> reports = new ArrayList<>();
        try (OneAnswer api = new OneAnswer(body);
                KubernetesClient client = api.client();
                ConfigMapIntents store = new ConfigMapIntents(
                        client, "ns", "f", Duration.ofSeconds(2), TestClock.running(), () -> {}, reports::add)) {
            try {
                store.update("p", old -> old);
            } catch (UncheckedIOException said) {
                assertFalse(said.getMessage().isBlank());
            }
            assertEquals(Intents.NONE, store.read("p"));
            reports.forEach(line -> assertEquals(Line.of(line, 1000), line));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aLeaseOfAnyShapeDoesNotLeadAndNeverEndsTheAttempts(int shape) throws IOException {
        List<String> reports = new ArrayList<>();
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try (OneAnswer api = new OneAnswer(LEASES[shape]);
                KubernetesClient client = api.client()) {
            LeaseTimes times = new LeaseTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
            LeaseLeadership lease = new LeaseLeadership(
                    client,
                    new LeadershipSettings(Optional.of(times), "ns", "f", Optional.empty()),
                    new Candidate("me", "10.0.0.1:7443", "10.0.0.1:8080", Optional::empty),
                    TestClock.running(),
                    () -> 0.5,
                    executor,
                    reports::add,
                    Fixtures.heartbeats());
            lease.attempt();
            assertFalse(lease.leads());
            reports.forEach(line -> assertEquals(Line.of(line, 1000), line));
        } finally {
            executor.shutdownNow();
        }
    }
}
