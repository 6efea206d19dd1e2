package dev.temporalfailover.traffic.temporal;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.LONG;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.find;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.reading;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.told;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.temporalfailover.emulator.temporal.FakeCluster;
import dev.temporalfailover.emulator.temporal.FakeCluster.Spoilt;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import io.grpc.Status;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.enums.v1.ReplicationState;
import io.temporal.api.replication.v1.FailoverStatus;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is read of two clusters over TCP. */
class NamespaceReadingsTest {
    private final ClusterFixture world = new ClusterFixture();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void eachClustersWordIsRead() {
        Instant since = Instant.parse("2024-05-22T03:00:00Z");
        world.inEast("pay");
        world.west.put("pay", true, "w", 12, Optional.of(since), "e", "w");
        NamespaceReading pay = told(world.start(), "pay");
        assertEquals(NamespaceKind.MOVABLE, pay.kind());
        assertEquals(Optional.of(EAST), pay.sides().get(EAST).active());
        assertEquals(11, pay.sides().get(EAST).version());
        assertEquals(Optional.empty(), pay.sides().get(EAST).since());
        assertTrue(pay.sides().get(WEST).activeIn(WEST));
        assertEquals(Optional.of(since), pay.sides().get(WEST).since());
        assertTrue(pay.contested());
        assertEquals(
                "more than one cluster states that it is active: us-west-2 (version 12), us-east-1 (version 11)",
                pay.detail());
    }

    @Test
    void onlyWhatIsGlobalInAllRegionsAndChosenIsMovable() {
        world.chosen = new NamespacePatterns(List.of("pay*", "ship", "default"), List.of("*-test"));
        world.inEast("pay", "pay-test", "other");
        world.west.global("ship", "e", 11, "e", "x");
        world.east.global("ship", "e", 11, "e", "x");
        for (var cluster : List.of(world.east, world.west)) {
            cluster.local("default");
            cluster.local("temporal-system");
        }
        TemporalNamespaces west = world.start();
        assertEquals(NamespaceKind.MOVABLE, told(west, "pay").kind());
        assertEquals(NamespaceKind.EXCLUDED, told(west, "pay-test").kind());
        assertEquals("namespaces.exclude names it", told(west, "pay-test").detail());
        assertEquals("namespaces.include does not name it", told(west, "other").detail());
        assertEquals(NamespaceKind.NOT_EVERYWHERE, told(west, "ship").kind());
        assertEquals(
                "cluster w of us-west-2 is not one of its clusters: e, x",
                told(west, "ship").detail());
        assertEquals(NamespaceKind.LOCAL, told(west, "default").kind());
        assertEquals(NamespaceKind.LOCAL, told(west, "temporal-system").kind());
        assertFalse(told(west, "default").contested(), "two namespaces of one name, each active at home");
    }

    @Test
    void watchingMakesNothingMovable() {
        world.moves = false;
        world.inEast("pay");
        assertEquals(NamespaceKind.WATCHED, told(world.start(), "pay").kind());
    }

    @Test
    void aClusterOfNoRegionIsToldAndMovesNothing() {
        world.inEast("pay");
        world.west.global("pay", "mars", 3, "e", "w", "mars");
        NamespaceReading pay = told(world.start(), "pay");
        assertEquals(Optional.empty(), pay.sides().get(WEST).active());
        assertTrue(pay.detail().contains("cluster 'mars' is active, which is of no region"), pay.detail());
    }

    @Test
    void aHandoverIsTold() {
        world.inEast("pay");
        DescribeNamespaceResponse.Builder told = world.west.namespace("pay").toBuilder();
        told.getReplicationConfigBuilder().setState(ReplicationState.REPLICATION_STATE_HANDOVER);
        world.west.raw(told.build());
        NamespaceReading pay = told(world.start(), "pay");
        assertTrue(pay.sides().get(WEST).handover());
        assertTrue(pay.detail().startsWith("a graceful handover is in progress"), pay.detail());
    }

    @Test
    void aDeletedOneIsLeftOutAndADeprecatedOneCounts() {
        world.inEast("gone", "old", "pay");
        state("gone", NamespaceState.NAMESPACE_STATE_DELETED);
        state("old", NamespaceState.NAMESPACE_STATE_DEPRECATED);
        TemporalNamespaces west = world.start();
        assertEquals(NamespaceKind.MOVABLE, told(west, "old").kind());
        assertEquals(Optional.empty(), find(west, "gone"));
    }

    private void state(String name, NamespaceState state) {
        for (var cluster : List.of(world.east, world.west)) {
            DescribeNamespaceResponse.Builder told = cluster.namespace(name).toBuilder();
            told.getNamespaceInfoBuilder().setState(state);
            cluster.raw(told.build());
        }
    }

    @Test
    void timesAndNamesThatAreNoneAreLeftOut() {
        world.inEast("pay", "two\nlines");
        world.west.raw(world.west.namespace("pay").toBuilder()
                .addFailoverHistory(FailoverStatus.newBuilder()
                        .setFailoverTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)))
                .build());
        TemporalNamespaces west = world.start();
        assertEquals(Optional.empty(), told(west, "pay").sides().get(WEST).since());
        assertEquals(Optional.empty(), find(west, "two\nlines"));
        await().atMost(LONG)
                .until(() -> world.problems.contains("us-west-2 1 namespaces have no readable name and are left out"));
    }

    /** A person moved it at that time, it would say at each switch. */
    @Test
    void aTimeThatIsStillToComeIsNone() {
        world.inEast("pay");
        world.west.put("pay", true, "w", 12, Optional.of(Instant.parse("2999-01-01T00:00:00Z")), "e", "w");
        assertEquals(
                Optional.empty(), told(world.start(), "pay").sides().get(WEST).since());
    }

    /** Two bytes each there; here a heap full of them. */
    @Test
    void aPageOfVeryManyEmptyOnesIsRefusedBeforeItIsRead() {
        world.inEast("pay");
        world.west.raw(world.west.namespace("pay").toBuilder()
                .addAllFailoverHistory(
                        Collections.nCopies(FrontendClient.MOST_FIELDS + 1, FailoverStatus.getDefaultInstance()))
                .build());
        TemporalNamespaces west = world.start();
        await().atMost(LONG).until(() -> world.problems.stream()
                .anyMatch(p -> p.startsWith("us-west-2 ") && p.contains("Failed to read message")));
        assertEquals(Optional.empty(), find(west, "pay").map(pay -> pay.sides().get(WEST)));
    }

    @Test
    void thousandAreReadInPagesAndWhatIsBeyondIsSaid() {
        for (int i = 0; i <= NamespaceList.MOST; i++) {
            world.west.global("n%05d".formatted(i), "e", 11, "e", "w");
        }
        TemporalNamespaces west = world.start();
        await().atMost(LONG).until(() -> west.read().size() == NamespaceList.MOST);
        await().atMost(LONG)
                .until(() -> world.problems.stream().anyMatch(p -> p.contains("us-west-2 has more than 1000")));
    }

    @Test
    void aListThatNeverEndsIsEnded() {
        world.inEast("pay");
        world.west.endless = true;
        TemporalNamespaces west = world.start();
        told(west, "pay");
        assertTrue(world.west.count("ListNamespaces") >= NamespaceList.PAGES);
        assertEquals(1, west.read().size());
    }

    /** Its old word must not stand for ever, and the others must not wait for it. */
    @Test
    void aRegionThatIsSilentIsAbsentAndComesBack() {
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        told(west, "pay");
        world.east.spoilt.put("ListNamespaces", Spoilt.by(Status.UNAVAILABLE.withDescription("no database")));
        NamespaceReading alone = reading(west, "pay", n -> n.sides().keySet().equals(Set.of(WEST)));
        assertEquals(NamespaceKind.MOVABLE, alone.kind());
        assertTrue(world.problems.contains("us-east-1 UNAVAILABLE no database"), world.problems.toString());
        world.east.spoilt.clear();
        told(west, "pay");
    }

    @Test
    void aRegionThatHangsDelaysNoOther() {
        world.inEast("pay");
        world.east.spoilt.put("ListNamespaces", Spoilt.HANGS);
        TemporalNamespaces west = world.start();
        reading(west, "pay", n -> true);
        long before = world.west.count("ListNamespaces");
        await().atMost(LONG).until(() -> world.west.count("ListNamespaces") > before + 3);
        assertEquals(Set.of(WEST), find(west, "pay").orElseThrow().sides().keySet());
    }

    /** The library alone would dial again after up to two minutes. */
    @Test
    void aClusterThatWasClosedIsCalledAgainSoon() {
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        told(west, "pay");
        int port = world.west.port();
        world.west.close();
        reading(west, "pay", n -> !n.sides().containsKey(WEST));
        world.west = new FakeCluster("w", Map.of("e", 1, "w", 2), port, null);
        world.west.global("pay", "w", 12, "e", "w");
        await().atMost(Duration.ofSeconds(20)).until(() -> find(west, "pay")
                .filter(n -> n.side(WEST).filter(s -> s.version() == 12).isPresent())
                .isPresent());
    }

    @Test
    void whoDoesNotLeadAsksNobodyAndStatesNothing() {
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        told(west, "pay");
        world.leads = false;
        await().atMost(LONG).until(() -> west.read().isEmpty());
        long calls = world.west.count("ListNamespaces");
        await().during(Duration.ofSeconds(1)).atMost(LONG).until(() -> world.west.count("ListNamespaces") <= calls + 1);
        world.leads = true;
        told(west, "pay");
    }
}
