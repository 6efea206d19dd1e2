package dev.temporalfailover.traffic.temporal;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.FakeCluster.Spoilt;
import dev.temporalfailover.failover.status.NewNamespace;
import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.NewNamespace.Result;
import io.grpc.Status;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The leader of west makes namespaces, over TCP. */
class RegistrationTest {
    private static final NewNamespace SHIP = new NewNamespace("ship", Duration.ofDays(7), "orders to ship", EAST);

    private final ClusterFixture world = new ClusterFixture();
    private TemporalNamespaces west;

    @BeforeEach
    void begin() {
        west = world.start();
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void aGlobalOneOfAllRegionsIsMadeInTheOwnCluster() {
        Registered end = west.create(SHIP);
        assertEquals(new Registered(Result.CREATED, "created in w; the other clusters have it within seconds"), end);
        RegisterNamespaceRequest sent = world.west.registrations.asked.get(0);
        assertEquals("ship", sent.getNamespace());
        assertEquals("orders to ship", sent.getDescription());
        assertEquals(604_800, sent.getWorkflowExecutionRetentionPeriod().getSeconds());
        assertTrue(sent.getIsGlobalNamespace());
        assertEquals("e", sent.getActiveClusterName());
        assertEquals(
                List.of("e", "w"),
                sent.getClustersList().stream().map(c -> c.getClusterName()).toList());
        assertEquals(List.of(), world.east.registrations.asked);
        reading(west, "ship", n -> n.sides().get(WEST).activeIn(EAST));
    }

    @Test
    void oneThatIsThereAsAskedIsFineAndAnotherOneIsNot() {
        west.create(SHIP);
        assertEquals(new Registered(Result.EXISTS, "it is there already, as asked"), west.create(SHIP));
        Registered longer = west.create(new NewNamespace("ship", Duration.ofDays(30), "", EAST));
        assertEquals(
                new Registered(
                        Result.REFUSED, "one of that name is there already: its retention is PT168H, not PT720H"),
                longer);
        world.west.local("here");
        assertEquals(
                "one of that name is there already: it is local to w",
                west.create(new NewNamespace("here", Duration.ofDays(7), "", EAST))
                        .detail());
        world.west.global("half", "w", 1, "w");
        assertEquals(
                "one of that name is there already: its clusters are w",
                west.create(new NewNamespace("half", Duration.ofDays(7), "", EAST))
                        .detail());
    }

    @Test
    void anotherThanTheMasterClusterSaysWhoToAsk() {
        world.west.registrations.master = false;
        Registered end = west.create(SHIP);
        assertEquals(Result.REFUSED, end.result());
        assertEquals(
                "w refuses it: INVALID_ARGUMENT Cluster is not master cluster, cannot do namespace registration or namespace"
                        + " update.; only Temporal's master cluster makes global namespaces: ask the leader of its region",
                end.detail());
    }

    @Test
    void aMissingRightIsRefusedAndNoAnswerIsNotTakenForOne() {
        world.west.spoilt.put("RegisterNamespace", Spoilt.by(Status.PERMISSION_DENIED.withDescription("no")));
        assertEquals(Result.REFUSED, west.create(SHIP).result());
        world.west.spoilt.put("RegisterNamespace", Spoilt.by(Status.UNAVAILABLE.withDescription("away")));
        assertEquals(Result.UNKNOWN, west.create(SHIP).result());
        world.west.spoilt.put("RegisterNamespace", Spoilt.HANGS);
        Registered end = west.create(SHIP);
        assertEquals(Result.UNKNOWN, end.result());
        assertTrue(end.detail().startsWith("it is not known whether w has made it; ask again: "), end.detail());
        world.west.spoilt.clear();
        west.create(SHIP);
        world.west.spoilt.put("DescribeNamespace", Spoilt.by(Status.INTERNAL.withDescription("odd")));
        assertEquals(
                new Registered(Result.UNKNOWN, "one of that name is there, and could not be read: INTERNAL odd"),
                west.create(SHIP));
    }

    @Test
    void aWatcherMakesNone() {
        world.moves = false;
        west = world.start();
        assertEquals(
                new Registered(Result.REFUSED, "namespaces.mode is watch: this service changes none"),
                west.create(SHIP));
        assertEquals(List.of(), world.west.registrations.asked);
    }
}
