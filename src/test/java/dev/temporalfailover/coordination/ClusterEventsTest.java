package dev.temporalfailover.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.testkit.TestClock;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterEventsTest {
    private static final String ALL = "/apis/events.k8s.io/v1/namespaces/ns/events";
    private final StrictKubernetesApi api = StrictKubernetesApi.start();
    private final KubernetesClient client = api.client();
    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T01:02:03.000004Z"), Duration.ZERO);
    private final List<String> reports = new ArrayList<>();
    private final Queue<Runnable> queue = new ArrayDeque<>();

    private ClusterEvents open(Executor executor) {
        return new ClusterEvents(
                client,
                new ObjectReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withNamespace("ns")
                        .withName("pod-a")
                        .build(),
                "pod-a",
                Duration.ofSeconds(2),
                clock,
                executor,
                reports::add);
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    private JsonNode items() {
        return api.get(ALL).orElseThrow().get("items");
    }

    @Test
    void tellsWhatWasDoneAndWhy() {
        open(Runnable::run).post("ActiveDown", "n".repeat(3000));
        JsonNode event = items().get(0);
        assertEquals("Warning", event.get("type").asText());
        assertEquals("Failover", event.get("action").asText());
        assertEquals("ActiveDown", event.get("reason").asText());
        assertEquals(1024, event.get("note").asText().length());
        assertEquals("2026-11-22T01:02:03.000004Z", event.get("eventTime").asText());
        assertEquals("pod-a", event.at("/regarding/name").asText());
        assertEquals("pod-a", event.get("reportingInstance").asText());
        assertTrue(event.at("/metadata/name").asText().matches("pod-a\\.[0-9a-f]+-1"));
    }

    @Test
    void postingDoesNotWaitForTheApiServer() {
        ClusterEvents events = open(queue::add);
        events.post("ActiveDown", "x");
        assertEquals(0, api.calls().size());
        queue.remove().run();
        assertEquals(1, items().size());
    }

    @Test
    void manyRequestsDoNotKeepTheEventOfASwitchAway() {
        ClusterEvents events = open(Runnable::run);
        for (int i = 0; i < 100; i++) {
            events.requested("hold by " + i);
        }
        assertEquals(ClusterEvents.BURST - ClusterEvents.NOT_FOR_REQUESTS, items().size());
        events.post("ActiveDown", "to us-west-2");
        assertEquals(
                1,
                items().findValuesAsText("reason").stream()
                        .filter("ActiveDown"::equals)
                        .count());
    }

    @Test
    void aBurstIsCutAndCountedAndRefills() {
        ClusterEvents events = open(Runnable::run);
        for (int i = 0; i < 25; i++) {
            events.post("ActiveDown", "x");
        }
        assertEquals(10, items().size());
        assertEquals(15, events.dropped());
        clock.set(Duration.ofSeconds(10));
        for (int i = 0; i < 5; i++) {
            events.post("ActiveDown", "x");
        }
        assertEquals(12, items().size());
        assertEquals(18, events.dropped());
    }

    @Test
    void aFullQueueDropsAndCounts() {
        ClusterEvents events = open(task -> {
            throw new RejectedExecutionException();
        });
        events.post("ActiveDown", "x");
        assertEquals(1, events.dropped());
    }

    @Test
    void aRefusalIsReportedAndCounted() {
        api.failOnce("POST", "events", 403, "Forbidden", "events is forbidden");
        ClusterEvents events = open(Runnable::run);
        events.post("ActiveDown", "x");
        assertEquals(1, events.dropped());
        assertTrue(reports.get(0).contains("403 events is forbidden"), reports.toString());
    }
}
