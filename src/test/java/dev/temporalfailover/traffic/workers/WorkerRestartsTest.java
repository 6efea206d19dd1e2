package dev.temporalfailover.traffic.workers;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.heartbeats;
import static dev.temporalfailover.testkit.Fixtures.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.failover.plan.NamespaceBatch;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.failover.situation.WorkerReading.WorkerState;
import dev.temporalfailover.testkit.TestClock;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restarts by one patch, on a strict API server. */
class WorkerRestartsTest {
    private static final String ALL = "/apis/apps/v1/namespaces/shop/deployments/";
    private static final String OBJECT = ALL + "pay";
    private static final String ID = "Deployment shop/pay";
    private static final Instant CAME = EPOCH.plusSeconds(5);
    private static final String AT_REST =
            "{\"replicas\":2,\"updatedReplicas\":2,\"availableReplicas\":2,\"observedGeneration\":9}";

    private final StrictKubernetesApi api = StrictKubernetesApi.start();
    private final KubernetesClient client = api.client();
    private final AtomicReference<Duration> now = new AtomicReference<>(Duration.ofSeconds(100));
    private boolean leads = true;
    private final WorkerRestarts restarts = open();

    private WorkerRestarts open() {
        return new WorkerRestarts(
                client,
                List.of(new WorkerDeployment("shop", "pay")),
                Duration.ofSeconds(2),
                TestClock.of(now::get),
                new Random(1),
                () -> leads,
                heartbeats().of("workers", Duration.ofMinutes(1)));
    }

    @AfterEach
    void close() {
        client.close();
        api.close();
    }

    private void put(String metadata, String spec, String status) {
        api.put(OBJECT, """
                {"apiVersion":"apps/v1","kind":"Deployment",
                 "metadata":{"name":"pay","namespace":"shop"%s},
                 "spec":{"replicas":2,"selector":{"matchLabels":{"app":"pay"}},
                         "template":{"metadata":{"labels":{"app":"pay"}},"spec":{"containers":[{"name":"c","image":"i"}]}}%s},
                 "status":%s}""".formatted(metadata, spec, status));
    }

    private void putAtRest() {
        put("", "", AT_REST);
    }

    private void later(long seconds) {
        now.updateAndGet(before -> before.plusSeconds(seconds));
        restarts.round();
    }

    private WorkerReading read() {
        restarts.round();
        return restarts.read().get(0);
    }

    private static Step step(Claim was, Claim claim) {
        Side here = new Side(Optional.of(WEST), 12, false, Optional.of(CAME));
        NamespaceReading pay = new NamespaceReading("pay", NamespaceKind.MOVABLE, Map.of(WEST, here), 0, "");
        Map<String, Integer> weights = Map.of(EAST, 0, WEST, 100);
        return new Step(
                Step.Layer.WORKERS,
                ID,
                weights,
                weights,
                was,
                claim,
                record(claim.epoch(), WEST),
                new NamespaceBatch(NamespaceBatch.Ask.UPDATE, List.of(pay)));
    }

    private static Step step(long epoch) {
        return step(Claim.NONE, Claim.of(epoch));
    }

    private String mark(String key) {
        return api.get(OBJECT)
                .orElseThrow()
                .at("/metadata/annotations")
                .path("temporal-failover.dev/" + key)
                .asText();
    }

    private String restartedAt() {
        return api.get(OBJECT)
                .orElseThrow()
                .at("/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt")
                .asText();
    }

    private long patches() {
        return api.calls().stream()
                .filter(call -> call.method().equals("PATCH"))
                .count();
    }

    @Test
    void onePatchRestartsItAsKubectlDoesAndMarksTheClaim() {
        putAtRest();
        assertEquals(new WorkerReading(ID, WorkerState.READY, Claim.NONE, Optional.empty(), true, ""), read());
        StepOutcome outcome = restarts.apply(step(7));
        assertEquals(StepResult.APPLIED, outcome.kind(), outcome.detail());
        assertEquals("7", mark("epoch"));
        assertEquals("", mark("takeover"));
        assertEquals(CAME.toString(), mark("namespaces-moved"));
        assertFalse(restartedAt().isEmpty());
        assertEquals(
                "pay",
                api.get(OBJECT)
                        .orElseThrow()
                        .at("/spec/template/metadata/labels/app")
                        .asText());
        assertEquals(1, patches());
        WorkerReading after = restarts.read().get(0);
        assertEquals(Claim.of(7), after.claim());
        assertEquals(Optional.of(CAME), after.moved());
    }

    @Test
    void aTakeoverIsMarkedAndTheRecordAfterItTakesItsMarkAway() {
        put(",\"annotations\":{\"team\":\"pay\"}", "", AT_REST);
        read();
        assertTrue(restarts.apply(step(Claim.NONE, Claim.takeover(7, WEST))).applied());
        assertEquals(WEST, mark("takeover"));
        later(2);
        assertEquals(Claim.takeover(7, WEST), restarts.read().get(0).claim());
        assertTrue(restarts.apply(step(Claim.takeover(7, WEST), Claim.of(8))).applied());
        assertEquals("", mark("takeover"));
        assertEquals(
                "pay",
                api.get(OBJECT).orElseThrow().at("/metadata/annotations/team").asText());
    }

    @Test
    void anotherLeaderOrAnotherProcessDoesNotRestartTwice() {
        putAtRest();
        read();
        WorkerRestarts other = open();
        other.round();
        assertTrue(restarts.apply(step(7)).applied());
        assertEquals(StepResult.LOST_RACE, other.apply(step(7)).kind(), "the version is another one");
        String first = restartedAt();
        other.round();
        assertEquals(Claim.of(7), other.read().get(0).claim());
        assertEquals(StepResult.LOST_RACE, other.apply(step(7)).kind(), "the mark");
        assertEquals(StepResult.LOST_RACE, other.apply(step(6)).kind(), "an older claim");
        assertEquals(first, restartedAt());
        assertEquals(2, patches());
    }

    @Test
    void aRollbackThatBringsAnOlderMarkBackIsNoReasonToRestart() {
        putAtRest();
        read();
        assertTrue(restarts.apply(step(7)).applied());
        api.edit(OBJECT, "kubectl", "{\"metadata\":{\"annotations\":{\"temporal-failover.dev/epoch\":\"3\"}}}");
        later(40);
        assertEquals(Claim.of(7), restarts.read().get(0).claim());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; {\"observedGeneration\":9}; ROLLING; 0 of 2 pods are new",
                "''; {\"replicas\":3,\"updatedReplicas\":2,\"availableReplicas\":2,\"observedGeneration\":9}; ROLLING;"
                        + " 1 old pods are still there",
                "''; {\"replicas\":2,\"updatedReplicas\":2,\"availableReplicas\":1,\"observedGeneration\":9}; ROLLING;"
                        + " 1 of 2 new pods are available",
                "''; {\"replicas\":2,\"updatedReplicas\":1,\"observedGeneration\":9,\"conditions\":"
                        + "[{\"type\":\"Progressing\",\"reason\":\"ProgressDeadlineExceeded\"}]}; ROLLING; 1 of 2 pods are new,"
                        + " no progress within its deadline",
                ",\"paused\":true; {\"observedGeneration\":9}; RESTING; paused",
                ",\"replicas\":0; {\"observedGeneration\":9}; RESTING; no replicas",
            })
    void aRolloutOfWhoeverIsLeftAloneAndSoIsWhatHasNoPods(String spec, String status, WorkerState state, String why) {
        put("", spec, status);
        WorkerReading seen = read();
        assertEquals(state, seen.state());
        assertEquals(why, seen.detail());
        assertEquals(StepResult.LOST_RACE, restarts.apply(step(7)).kind());
        assertEquals(0, patches());
    }

    @Test
    void aRolloutIsFollowedUntilAllPodsAreNew() {
        putAtRest();
        read();
        assertTrue(restarts.apply(step(7)).applied());
        status("{\"replicas\":3,\"updatedReplicas\":1,\"availableReplicas\":2}");
        later(1);
        assertEquals(WorkerState.ROLLING, restarts.read().get(0).state());
        status("{\"replicas\":2,\"updatedReplicas\":2,\"availableReplicas\":2}");
        later(1);
        assertEquals(WorkerState.READY, restarts.read().get(0).state());
        int before = api.calls().size();
        later(5);
        assertEquals(before, api.calls().size(), "at rest it is asked about now and then");
        later(30);
        assertEquals(before + 1, api.calls().size());
    }

    private void status(String status) {
        api.edit(OBJECT, "controller", "{\"status\":" + status + "}");
    }

    @Test
    void aRefusalIsToldAndTriedAgainAfterAPause() {
        putAtRest();
        read();
        api.failOnce("PATCH", "deployments/pay", 403, "Forbidden", "deployments.apps \"pay\" is forbidden");
        assertEquals(StepResult.DENIED, restarts.apply(step(7)).kind());
        later(0);
        WorkerReading refused = restarts.read().get(0);
        assertEquals(WorkerState.REFUSED, refused.state());
        assertFalse(refused.restartable(), "its pause");
        assertTrue(refused.detail().contains("is forbidden"), refused.detail());
        later(2);
        assertTrue(restarts.read().get(0).restartable());
        assertTrue(restarts.apply(step(7)).applied());
        assertEquals("", restarts.read().get(0).trouble());
    }

    @Test
    void aLostAnswerIsReadBeforeAnythingElse() {
        putAtRest();
        read();
        api.vanishOnce("PATCH", "deployments/pay", true);
        assertEquals(StepResult.UNCERTAIN, restarts.apply(step(7)).kind());
        assertEquals(WorkerState.REFUSED, restarts.read().get(0).state());
        assertFalse(restarts.read().get(0).restartable(), "its fate is open");
        assertEquals(StepResult.NOT_FOUND, restarts.apply(step(7)).kind(), "nothing is sent before it is read");
        api.restore();
        later(5);
        assertEquals(Claim.of(7), restarts.read().get(0).claim(), "it was carried out");
        assertEquals("", restarts.read().get(0).trouble());
        assertEquals("7", mark("epoch"));
    }

    @Test
    void anApiServerThatHangsCostsOneDeadlineAndIsTold() {
        putAtRest();
        read();
        api.hang();
        long begun = System.nanoTime();
        assertFalse(restarts.apply(step(7)).applied());
        assertTrue(Duration.ofNanos(System.nanoTime() - begun).compareTo(Duration.ofSeconds(10)) < 0);
        api.resume();
    }

    @Test
    void whatIsMissingOrForbiddenOrNoDeploymentIsTold() {
        assertEquals(WorkerState.MISSING, read().state());
        api.failOnce("GET", "deployments/pay", 403, "Forbidden", "cannot get resource");
        later(31);
        WorkerReading forbidden = restarts.read().get(0);
        assertEquals(WorkerState.UNREADABLE, forbidden.state());
        assertTrue(forbidden.detail().contains("cannot get resource"), forbidden.detail());
        api.answerOnce("GET", "deployments/pay", 200, "[1,2");
        later(6);
        assertEquals(WorkerState.UNREADABLE, restarts.read().get(0).state());
        putAtRest();
        later(6);
        assertEquals(WorkerState.READY, restarts.read().get(0).state());
    }

    @Test
    void marksThatCannotBeReadAreNone() {
        put(
                ",\"annotations\":{\"temporal-failover.dev/epoch\":\"x\",\"temporal-failover.dev/namespaces-moved\":\"soon\"}",
                "",
                AT_REST);
        WorkerReading seen = read();
        assertEquals(Claim.NONE, seen.claim());
        assertEquals(Optional.empty(), seen.moved());
        assertTrue(restarts.apply(step(7)).applied());
        assertEquals("7", mark("epoch"));
    }

    @Test
    void onlyTheLeaderReadsThem() {
        putAtRest();
        leads = false;
        assertEquals("only the leader reads it", read().detail());
        assertEquals(List.of(), api.calls());
        assertEquals("PATCH " + ID + " (not read)", restarts.render(step(7)));
    }

    @Test
    void whatIsPrintedIsWhatIsSentAndStable() {
        putAtRest();
        read();
        String printed = restarts.render(step(7));
        assertEquals(printed, restarts.render(step(7).untimed()));
        assertTrue(printed.startsWith("PATCH " + OBJECT + "?fieldManager=temporal-failover\n"), printed);
        assertTrue(printed.contains("kubectl.kubernetes.io~1restartedAt"), printed);
        assertEquals(0, patches());
        JsonNode before = api.get(OBJECT).orElseThrow();
        assertEquals(
                "",
                before.at("/metadata/annotations/temporal-failover.dev~1epoch").asText());
    }
}
