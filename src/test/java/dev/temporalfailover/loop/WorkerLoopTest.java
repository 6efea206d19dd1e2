package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.plan.Step.Layer;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.failover.situation.WorkerReading.WorkerState;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers through the whole loop: restarted after the namespaces have come, followed until they are back, written down. */
class WorkerLoopTest extends LoopHarness {
    private static final String PAY = "Deployment shop/pay";
    private static final String ORDERS = "Deployment shop/orders";
    private final FakeNamespaces temporal;

    WorkerLoopTest() {
        super(POLICY, new FakeNamespaces());
        temporal = (FakeNamespaces) namespaces;
    }

    @BeforeEach
    void namespacesAreInTheEast() {
        for (int i = 0; i < 12; i++) {
            temporal.active.put("n" + (char) ('a' + i), EAST);
        }
        temporal.version = 2;
        temporal.since = now.wall();
        workers.add(PAY);
    }

    @Test
    void theyAreRestartedOnceAfterTheLastNamespaceAndFollowedUntilTheyAreBack() {
        east(Verdict.DOWN);
        ticks(1);
        assertEquals(8, dns.record.epoch());
        assertEquals(List.of(), workers.applied, "two namespaces are still to come");
        ticks(3);
        assertEquals(1, workers.applied.size());
        Step step = workers.applied.get(0);
        assertEquals(Claim.of(8), step.claim());
        assertEquals(12, step.namespaces().size());
        assertTrue(lines().contains("is rolling (0 of 2 pods are new), last restarted under epoch 8"), lines());
        workers.state(PAY, WorkerState.READY, Claim.of(8));
        ticks(30);
        assertEquals(1, workers.applied.size(), "once for the claim");
        assertEquals(1, events.stream().filter("WorkersRestarted"::equals).count(), events.toString());
        assertEquals(1, events.stream().filter("TrafficMoved"::equals).count(), events.toString());
        AuditEntry written = audit.stream()
                .filter(entry -> entry.steps().get(0).startsWith("WORKERS"))
                .findFirst()
                .orElseThrow();
        assertEquals("applied", written.result());
        assertEquals(8, written.epoch());
        assertTrue(
                status.switching().stream().anyMatch(line -> line.contains("restarted after") && line.contains(PAY)),
                status.switching().toString());
    }

    private String lines() {
        return status.temporal().workers().stream().map(WorkerReading::line).toList() + "";
    }

    @Test
    void oneThatIsRefusedHoldsUpNeitherDnsNorRoutesNorTheOthers() {
        workers.add(ORDERS);
        workers.refuses.put(ORDERS, StepResult.DENIED);
        east(Verdict.DOWN);
        ticks(10);
        assertEquals(WEST, dns.record.active());
        assertEquals(POLICY.weightsFor(WEST), routes.route.weights());
        assertEquals(List.of(PAY), workers.applied.stream().map(Step::object).toList());
        assertTrue(
                status.advice().stream().anyMatch(line -> line.contains(ORDERS + " is refused")),
                status.advice().toString());
        assertTrue(notes.stream().anyMatch(note -> note.contains(ORDERS + " is rejected")), notes.toString());
        workers.refuses.clear();
        workers.add(ORDERS);
        ticks(15);
        assertEquals(2, workers.applied.size(), "tried again");
    }

    @Test
    void whatFailsIsWrittenDownOnceForEachDeployment() {
        workers.add(ORDERS);
        workers.refuses.put(ORDERS, StepResult.DENIED);
        workers.refuses.put(PAY, StepResult.NOT_FOUND);
        east(Verdict.DOWN);
        for (int i = 0; i < 60; i++) {
            workers.add(ORDERS);
            workers.add(PAY);
            ticks(1);
        }
        assertTrue(workers.tried.size() > 2 && workers.tried.size() < 30, "with pauses: " + workers.tried);
        List<AuditEntry> failed = audit.stream()
                .filter(entry -> entry.steps().get(0).startsWith("WORKERS"))
                .toList();
        assertTrue(failed.size() <= 2, failed.toString());
    }

    @Test
    void underATakeoverTheyAreRestartedThoughTheRecordCannotBeWrittenAndNotAgainWhenItCatchesUp() {
        east(Verdict.DOWN);
        dns.next.addAll(Collections.nCopies(20, StepResult.UNAVAILABLE));
        temporal.since = now.wall().plusSeconds(2);
        ticks(6);
        assertEquals(7, dns.record.epoch());
        assertEquals(
                List.of(Claim.takeover(7, WEST)),
                workers.applied.stream().map(Step::claim).toList());
        workers.workers.put(
                PAY,
                new WorkerReading(
                        PAY, WorkerState.READY, Claim.takeover(7, WEST), Optional.of(temporal.since), true, ""));
        dns.next.clear();
        ticks(40);
        assertEquals(8, dns.record.epoch());
        assertEquals(1, workers.applied.size());
    }

    @Test
    void aRestartThatDoesNotEndIsAnAlarmOnce() {
        east(Verdict.DOWN);
        ticks(700);
        List<String> alarms = notes.stream()
                .filter(note -> note.contains("the restart of workers is not finished"))
                .toList();
        assertEquals(1, alarms.size(), notes.toString());
        assertEquals(1, workers.applied.size());
        assertFalse(
                status.switching().stream().anyMatch(line -> line.contains("restarted after")),
                status.switching().toString());
    }

    @Test
    void aDryRunPrintsTheRestartThatFollows() {
        east(Verdict.HEALTHY);
        ticks(2);
        PrintedPlan plan = loop.dryRun(WEST, now);
        Step last = plan.plan().steps().get(plan.plan().steps().size() - 1);
        assertEquals(Layer.WORKERS, last.layer());
        assertEquals(PAY, last.object());
        assertEquals(plan.plan().steps().size(), plan.requests().size());
        assertEquals(List.of(), workers.tried);
    }
}
