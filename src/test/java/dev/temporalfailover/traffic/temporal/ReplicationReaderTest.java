package dev.temporalfailover.traffic.temporal;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.HistoryHosts;
import dev.temporalfailover.traffic.temporal.wire.GetReplicationStatusRequest;
import dev.temporalfailover.traffic.temporal.wire.GetReplicationStatusResponse;
import dev.temporalfailover.traffic.temporal.wire.HistoryServiceGrpc;
import dev.temporalfailover.traffic.temporal.wire.ShardReplicationStatus;
import dev.temporalfailover.traffic.temporal.wire.ShardReplicationStatusPerCluster;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lag by a history host on loopback, through the whole switch of west. */
class ReplicationReaderTest {
    private final ClusterFixture clusters = new ClusterFixture();
    private final History history = new History();
    private Server server;
    private TemporalNamespaces west;

    /** One history host with one shard. */
    private static final class History extends HistoryServiceGrpc.HistoryServiceImplBase {
        final AtomicInteger calls = new AtomicInteger();
        volatile long behind = 4;
        volatile Optional<Status> refusal = Optional.empty();
        volatile boolean answers = true;

        @Override
        public void getReplicationStatus(
                GetReplicationStatusRequest request, StreamObserver<GetReplicationStatusResponse> caller) {
            calls.incrementAndGet();
            if (!answers) {
                return;
            }
            if (refusal.isPresent()) {
                caller.onError(refusal.get().asRuntimeException());
                return;
            }
            caller.onNext(GetReplicationStatusResponse.newBuilder()
                    .addShards(ShardReplicationStatus.newBuilder()
                            .setMaxReplicationTaskId(9)
                            .setShardLocalTime(Timestamp.newBuilder().setSeconds(2_000))
                            .putRemoteClusters(
                                    "e",
                                    ShardReplicationStatusPerCluster.newBuilder()
                                            .setAckedTaskId(8)
                                            .setAckedTaskVisibilityTime(
                                                    Timestamp.newBuilder().setSeconds(2_000 - behind))
                                            .build()))
                    .build());
            caller.onCompleted();
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .directExecutor()
                .addService(history)
                .build()
                .start();
        clusters.history =
                Optional.of(new HistoryHosts("127.0.0.1", server.getPort(), Optional.empty(), Optional.empty()));
    }

    @AfterEach
    void stop() {
        clusters.close();
        server.shutdownNow();
    }

    private ReplicationLag lag() {
        await().atMost(ClusterFixture.LONG).until(() -> !west.replication().isEmpty());
        return west.replication().get(EAST);
    }

    @Test
    void theLeaderKnowsHowFarTheOtherClusterIsBehind() {
        west = clusters.start();
        assertEquals(Duration.ofSeconds(4), lag().behind());
        assertEquals(1, lag().shards());
        assertEquals("", lag().unknown());
        assertEquals(1, west.replication().size(), "not behind itself");
        clusters.leads = false;
        await().atMost(ClusterFixture.LONG).until(() -> west.replication().isEmpty());
    }

    @Test
    void anotherInstanceAsksNothing() {
        clusters.leads = false;
        west = clusters.start();
        clusters.inEast("pay");
        clusters.leads = true;
        lag();
        assertTrue(history.calls.get() > 0);
    }

    @Test
    void aRefusalIsSaidAndTheLastWordStays() {
        west = clusters.start();
        ReplicationLag last = lag();
        history.refusal = Optional.of(Status.PERMISSION_DENIED.withDescription("Request unauthorized."));
        await().atMost(ClusterFixture.LONG).until(() -> clusters.problems.stream()
                .anyMatch(p -> p.startsWith("replication 127.0.0.1: PERMISSION_DENIED Request unauthorized.")));
        assertEquals(last.behind(), west.replication().get(EAST).behind());
        history.refusal = Optional.empty();
        history.behind = 6;
        await().atMost(ClusterFixture.LONG)
                .until(() -> west.replication().get(EAST).behind().equals(Duration.ofSeconds(6)));
    }

    @Test
    void aHostThatNeverAnswersHoldsUpNothing() {
        history.answers = false;
        west = clusters.start();
        await().atMost(ClusterFixture.LONG).until(() -> clusters.problems.stream()
                .anyMatch(p -> p.equals("replication 127.0.0.1: DEADLINE_EXCEEDED no answer in time")));
        assertTrue(west.replication().isEmpty());
        history.answers = true;
        assertEquals(Duration.ofSeconds(4), lag().behind());
    }

    @Test
    void aNameWithoutAddressIsSaid() {
        clusters.history = Optional.of(new HistoryHosts("no-such-host.invalid", 1, Optional.empty(), Optional.empty()));
        west = clusters.start();
        await().atMost(ClusterFixture.LONG)
                .until(() -> clusters.problems.contains("replication no-such-host.invalid has no address"));
        assertTrue(west.replication().isEmpty());
    }
}
