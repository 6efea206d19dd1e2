package dev.temporalfailover.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy.Afterwards;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.NamespaceWatch;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import dev.temporalfailover.failover.status.StatusReports;
import dev.temporalfailover.failover.status.TemporalState;
import dev.temporalfailover.testkit.Fixtures;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Temporal's namespaces over HTTP, and in the explanation. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class NamespacesTest {
    private NamespaceWatch watch = new NamespaceWatch(true, Map.of());
    private static final Instant SINCE = Instant.parse("2026-11-22T03:00:00Z");

    @Inject
    FakeOperations operations;

    private List<QueuePollers> pollers = List.of();
    private Optional<HandoverPolicy> handover = Optional.empty();
    private Optional<EpochRecord> record = Optional.empty();

    @BeforeEach
    void reset() {
        operations.reset();
        watch = new NamespaceWatch(true, Map.of("pay", operations.now.steady().minusSeconds(40)));
    }

    private static Side side(String active, long version) {
        return new Side(
                Optional.ofNullable(active), version, false, Optional.of(SINCE).filter(at -> version > 11));
    }

    private void read(NamespaceReading... namespaces) {
        PolicyStatus s = Sample.steady();
        operations.status = List.of(new PolicyStatus(
                s.policy().withHandover(handover),
                s.verdicts(),
                record.map(Fixtures::owned).orElse(s.dns()),
                s.resolver(),
                s.routes(),
                s.effects(),
                s.decision(),
                s.intents(),
                s.leader(),
                s.holder(),
                s.takenOver(),
                s.switching(),
                s.stages(),
                s.advice(),
                s.elsewhere(),
                s.observers(),
                s.at(),
                new TemporalState(List.of(namespaces), replication(s), watch, pollers),
                StatusReports.NONE));
    }

    private static Replication replication(PolicyStatus s) {
        Duration read = s.at().steady().minusSeconds(2);
        ReplicationLag lag = new ReplicationLag(Duration.ofMillis(4_500), 3, "1 shards know no cluster west", read);
        return new Replication(Sample.EAST, Map.of(Sample.EAST, Map.of(Sample.WEST, lag)));
    }

    private static NamespaceReading pay() {
        return new NamespaceReading(
                "pay",
                NamespaceKind.MOVABLE,
                Map.of(Sample.EAST, side(Sample.EAST, 11), Sample.WEST, side(Sample.WEST, 12)),
                1,
                "DEADLINE_EXCEEDED no answer in time");
    }

    @Test
    void eachClustersWordIsTold() {
        read(pay());
        given().get("/api/v1/namespaces")
                .then()
                .statusCode(200)
                .body("[0].policy", equalTo(Sample.POLICY))
                .body("[0].leader", equalTo(true))
                .body("[0].unread", hasSize(0))
                .body("[0].replication[0].from", equalTo(Sample.EAST))
                .body("[0].replication[0].to", equalTo(Sample.WEST))
                .body("[0].replication[0].behindSeconds", equalTo(4.5f))
                .body("[0].replication[0].shards", equalTo(3))
                .body("[0].replication[0].ageSeconds", equalTo(2.0f))
                .body("[0].replication[0].unknown", equalTo("1 shards know no cluster west"))
                .body("[0].namespaces[0].name", equalTo("pay"))
                .body("[0].namespaces[0].kind", equalTo("movable"))
                .body("[0].off", equalTo(false))
                .body("[0].namespaces[0].contested", equalTo(true))
                .body("[0].namespaces[0].contestedSeconds", greaterThan(35f))
                .body("[0].namespaces[0].active", equalTo(Sample.WEST))
                .body("[0].namespaces[0].state", equalTo("differs"))
                .body(
                        "[0].namespaces[0].words",
                        equalTo("us-east-1 states us-east-1, version 11; us-west-2 states us-west-2, version 12;"
                                + " 1 attempts to move it failed: DEADLINE_EXCEEDED no answer in time"))
                .body("[0].namespaces[0].failures", equalTo(1))
                .body("[0].namespaces[0].sides.us-east-1.active", equalTo(Sample.EAST))
                .body("[0].namespaces[0].sides.us-east-1.since", nullValue())
                .body("[0].namespaces[0].sides.us-west-2.version", equalTo(12))
                .body("[0].namespaces[0].sides.us-west-2.since", equalTo("2026-11-22T03:00:00Z"));
        given().get("/api/v1/namespaces?policy=mars").then().statusCode(404);
        given().get("/api/openapi?format=json").then().body(containsString("/api/v1/namespaces"));
    }

    @Test
    void whoPollsCriticalTaskQueuesIsTold() {
        Duration now = Sample.steady().at().steady();
        CriticalQueue orders = new CriticalQueue("pay", "orders", TaskKind.WORKFLOW);
        CriticalQueue ship = new CriticalQueue("pay", "ship", TaskKind.ACTIVITY);
        pollers = List.of(
                new QueuePollers(
                        orders, 2, Optional.of(now.minusSeconds(7)), Optional.of(now.minusSeconds(3)), "late once"),
                QueuePollers.unread(ship).failed("PERMISSION_DENIED"));
        read(pay());
        given().get("/api/v1/namespaces")
                .then()
                .body("[0].taskQueues", hasSize(2))
                .body("[0].taskQueues[0].namespace", equalTo("pay"))
                .body("[0].taskQueues[0].taskQueue", equalTo("orders"))
                .body("[0].taskQueues[0].type", equalTo("workflow"))
                .body("[0].taskQueues[0].state", equalTo("polled"))
                .body("[0].taskQueues[0].pollers", equalTo(2))
                .body("[0].taskQueues[0].lastSeenSeconds", equalTo(7.0f))
                .body("[0].taskQueues[0].ageSeconds", equalTo(3.0f))
                .body("[0].taskQueues[0].problem", equalTo("late once"))
                .body("[0].taskQueues[1].state", equalTo("unread"))
                .body("[0].taskQueues[1].pollers", nullValue())
                .body("[0].taskQueues[1].problem", equalTo("PERMISSION_DENIED"));
        given().get("/api/v1/explain?format=text")
                .then()
                .body(containsString("1 of 2 critical task queues have pollers in this region"));
    }

    @Test
    void howLongPollsLastIsTold() {
        Duration now = Sample.steady().at().steady();
        LongPoll minute = LongPoll.unread("canary").ended(Duration.ofMillis(59_900), now.minusSeconds(9));
        watch = new NamespaceWatch(true, Map.of(), Optional.of(minute.failed("PERMISSION_DENIED")));
        read(pay());
        given().get("/api/v1/namespaces")
                .then()
                .body("[0].longPoll.namespace", equalTo("canary"))
                .body("[0].longPoll.seconds", equalTo(59.9f))
                .body("[0].longPoll.ageSeconds", equalTo(9.0f))
                .body("[0].longPoll.tooLong", equalTo(true))
                .body("[0].longPoll.problem", equalTo("PERMISSION_DENIED"));
        given().get("/api/v1/explain?format=text")
                .then()
                .body(containsString("a poll without a task lasts 59.9 s here, measured in canary; the last poll said"
                        + " nothing: PERMISSION_DENIED"));
        watch = new NamespaceWatch(true, Map.of(), Optional.of(LongPoll.unread("canary")));
        read(pay());
        given().get("/api/v1/namespaces").then().body("[0].longPoll.seconds", nullValue());
        watch = new NamespaceWatch(true, Map.of());
        read(pay());
        given().get("/api/v1/namespaces").then().body("[0].longPoll", nullValue());
    }

    @Test
    void aRegionThatWasNotReadIsNamed() {
        read(new NamespaceReading(
                "ship", NamespaceKind.WATCHED, Map.of(Sample.WEST, side(null, 3)), 0, "of no region"));
        given().get("/api/v1/namespaces?policy=" + Sample.POLICY)
                .then()
                .body("[0].unread", equalTo(List.of(Sample.EAST)))
                .body("[0].namespaces[0].sides.us-west-2.active", nullValue());
    }

    /** An outage of all clusters must not look like a service that moves no namespaces. */
    @Test
    void thatNoneIsReadIsToldApartFromThatNoneAnswers() {
        read();
        given().get("/api/v1/namespaces")
                .then()
                .body("[0].off", equalTo(false))
                .body("[0].unread", equalTo(List.of(Sample.EAST, Sample.WEST)));
        watch = NamespaceWatch.OFF;
        read();
        given().get("/api/v1/namespaces").then().body("[0].off", equalTo(true)).body("[0].unread", hasSize(0));
    }

    @Test
    void theExplanationSaysWhatIsHandedOverAndWhoIsWaitedFor() {
        Map<String, Side> both = Map.of(Sample.EAST, side(Sample.EAST, 11), Sample.WEST, side(Sample.EAST, 11));
        handover = Optional.of(new HandoverPolicy(Duration.ofSeconds(15), Afterwards.WAIT));
        record = Optional.of(Fixtures.record(7, Sample.EAST)
                .next(
                        Sample.WEST,
                        Map.of(Sample.EAST, 0, Sample.WEST, 100),
                        "pod",
                        "requested",
                        Fixtures.EPOCH,
                        false));
        NamespaceReading ship = new NamespaceReading("ship", NamespaceKind.MOVABLE, both, 0, "");
        read(new NamespaceReading("pay", NamespaceKind.MOVABLE, both, true, 0, "it is being handed over"), ship);
        given().get("/api/v1/explain?format=text")
                .then()
                .body(containsString("handovers: pay (it is being handed over)"))
                .body(containsString("their region hands them over: ship"));
        record = record.map(r -> r.next(Sample.WEST, r.weights(), "pod", "forced", Fixtures.EPOCH, false));
        read(ship);
        given().get("/api/v1/explain?format=text").then().body(not(containsString("waited for")));
    }

    @Test
    void theExplanationSaysWhereTheyAreAndWhichAreNotMoved() {
        read(
                pay(),
                new NamespaceReading(
                        "default",
                        NamespaceKind.LOCAL,
                        Map.of(Sample.EAST, side(Sample.EAST, 0), Sample.WEST, side(Sample.WEST, 0)),
                        0,
                        "it is not global"));
        given().get("/api/v1/explain?format=text")
                .then()
                .body(containsString("us-east-1: active in 1, as its own cluster states"))
                .body(containsString("us-west-2 is 4.5 s behind us-east-1 in 3 shards, told 2.0 s ago, perhaps more: "))
                .body(containsString("contested: pay"))
                .body(containsString("not moved yet: pay (1 attempts: DEADLINE_EXCEEDED no answer in time)"))
                .body(containsString("never moved, local: default"));
        read(new NamespaceReading("seen", NamespaceKind.WATCHED, Map.of(Sample.EAST, side(Sample.EAST, 1)), 0, ""));
        given().get("/api/v1/explain?format=text")
                .then()
                .body(containsString("us-west-2: its cluster has not answered lately"))
                .body(containsString("namespaces.mode is watch: none is moved"));
        read();
        given().get("/api/v1/explain?format=text")
                .then()
                .body(containsString("us-east-1: its cluster has not answered lately"));
        watch = NamespaceWatch.OFF;
        read();
        given().get("/api/v1/explain?format=text").then().body(not(containsString("Temporal's namespaces")));
    }

    /** A page of a thousand namespaces is long, and anybody may ask for it. */
    @Test
    void fewPagesAreMadeAtOnceAndNoHealthCheckerWaitsForThem() throws Exception {
        CountDownLatch inside = new CountDownLatch(NamespacesResource.PAGES);
        CountDownLatch answer = new CountDownLatch(1);
        operations.beforeStatus = () -> {
            inside.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        ExecutorService askers = Executors.newFixedThreadPool(NamespacesResource.PAGES);
        try {
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < NamespacesResource.PAGES; i++) {
                waiting.add(
                        askers.submit(() -> given().get("/api/v1/namespaces").statusCode()));
            }
            assertTrue(inside.await(60, TimeUnit.SECONDS));
            operations.beforeStatus = () -> {};
            given().get("/api/v1/namespaces").then().statusCode(503);
            given().get("/health").then().statusCode(200);
            answer.countDown();
            for (Future<Integer> one : waiting) {
                assertEquals(200, one.get(60, TimeUnit.SECONDS));
            }
        } finally {
            answer.countDown();
            askers.shutdownNow();
            operations.beforeStatus = () -> {};
        }
    }
}
