package dev.temporalfailover.traffic.temporal;

import com.google.protobuf.Timestamp;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.traffic.temporal.FrontendClient.Right;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.HistoryHosts;
import dev.temporalfailover.traffic.temporal.wire.GetReplicationStatusRequest;
import dev.temporalfailover.traffic.temporal.wire.GetReplicationStatusResponse;
import dev.temporalfailover.traffic.temporal.wire.HistoryServiceGrpc;
import dev.temporalfailover.traffic.temporal.wire.ShardReplicationStatus;
import dev.temporalfailover.traffic.temporal.wire.ShardReplicationStatusPerCluster;
import io.grpc.Status;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Asks every history host of this region how far the other clusters are behind, while this instance leads: each host knows its
 * own shards only. Looks up and sends on a thread of its own, which waits for no answer.
 */
final class ReplicationReader implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    /** Of all hosts together; more than any cluster of Temporal has. */
    private static final int SHARDS = 40_000;

    /** Hosts that are asked; more than one cluster of Temporal needs. */
    private static final int HOSTS = 64;

    /** Of one answer: what 8,000 shards of three clusters have, all on one host. */
    static final int MOST_FIELDS = 250_000;

    private static final int LONGEST = 300;

    private final NamespaceSettings settings;
    private final HistoryHosts hosts;
    private final Function<String, FrontendClient> connect;
    private final Clock clock;
    private final BooleanSupplier leads;
    private final Heartbeat heartbeat;
    private final NamespaceListener listener;
    private final ScheduledExecutorService schedule;
    /** By address; of the schedule's thread. */
    private final Map<String, FrontendClient> clients = new LinkedHashMap<>();

    /** By region; of whichever thread ends a round, of which there is one at a time. */
    private final Map<String, ShardLags> shards = new LinkedHashMap<>();

    private volatile Map<String, ReplicationLag> lags = Map.of();

    /** @param connect makes the client of one address, which it does not call yet */
    ReplicationReader(
            String name,
            NamespaceSettings settings,
            Function<String, FrontendClient> connect,
            Clock clock,
            BooleanSupplier leads,
            Heartbeat heartbeat,
            NamespaceListener listener) {
        this.settings = settings;
        this.hosts = settings.history().orElseThrow();
        this.connect = connect;
        this.clock = clock;
        this.leads = leads;
        this.heartbeat = heartbeat;
        this.listener = listener;
        settings.frontends().stream()
                .filter(other -> !other.region().equals(settings.self()))
                .forEach(other -> shards.put(other.region(), new ShardLags(other.cluster())));
        this.schedule = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory(name, true));
    }

    void start() {
        schedule.scheduleWithFixedDelay(
                () -> heartbeat.round("replication", this::round), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** By region; empty until all hosts were asked once, and while this instance does not lead. */
    Map<String, ReplicationLag> lags() {
        return lags;
    }

    private void round() {
        if (!leads.getAsBoolean()) {
            lags = Map.of();
            keep(List.of());
            return;
        }
        List<String> addresses = lookUp();
        keep(addresses.stream().limit(HOSTS).toList());
        String left = addresses.size() > HOSTS ? "only " + HOSTS + " of " + addresses.size() + " hosts are asked" : "";
        Map<String, CompletableFuture<GetReplicationStatusResponse>> asked = new LinkedHashMap<>();
        AtomicInteger room = new AtomicInteger(SHARDS);
        clients.forEach((address, client) -> {
            client.files();
            asked.put(
                    address,
                    client.ask(
                                    HistoryServiceGrpc.getGetReplicationStatusMethod(),
                                    GetReplicationStatusRequest.getDefaultInstance(),
                                    Right.READ,
                                    DEADLINE)
                            .thenApply(answer -> needed(answer, room)));
        });
        CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .whenComplete((all, failure) -> ended(asked, left));
    }

    /**
     * What {@link ShardLags} reads of an answer: all answers of a round wait for the last one.
     *
     * @param room shards that may still come in this round
     */
    private GetReplicationStatusResponse needed(GetReplicationStatusResponse answer, AtomicInteger room) {
        if (room.addAndGet(-answer.getShardsCount()) < 0) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("all hosts together state more than " + SHARDS + " shards")
                    .asRuntimeException();
        }
        GetReplicationStatusResponse.Builder needed = GetReplicationStatusResponse.newBuilder();
        answer.getShardsList().forEach(shard -> {
            ShardReplicationStatus.Builder one = ShardReplicationStatus.newBuilder()
                    .setShardId(shard.getShardId())
                    .setMaxReplicationTaskId(shard.getMaxReplicationTaskId())
                    .setShardLocalTime(time(shard.getShardLocalTime()));
            shards.values().forEach(lags -> {
                ShardReplicationStatusPerCluster there =
                        shard.getRemoteClustersMap().get(lags.cluster());
                if (there != null) {
                    one.putRemoteClusters(
                            lags.cluster(),
                            ShardReplicationStatusPerCluster.newBuilder()
                                    .setAckedTaskId(there.getAckedTaskId())
                                    .setAckedTaskVisibilityTime(time(there.getAckedTaskVisibilityTime()))
                                    .build());
                }
            });
            needed.addShards(one);
        });
        return needed.build();
    }

    /** Without what this version does not know. */
    private static Timestamp time(Timestamp told) {
        return Timestamp.newBuilder()
                .setSeconds(told.getSeconds())
                .setNanos(told.getNanos())
                .build();
    }

    private synchronized void ended(Map<String, CompletableFuture<GetReplicationStatusResponse>> asked, String left) {
        List<GetReplicationStatusResponse> answers = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        asked.forEach((address, call) -> call.whenComplete((answer, failure) -> {
            if (answer != null) {
                answers.add(answer);
            } else {
                String why = failure == null
                        ? "no answer"
                        : TemporalRefusal.ofRead(failure).detail();
                silent.add(address + ": " + why);
            }
        }));
        if (asked.isEmpty()) {
            silent.add(hosts.host() + " has no address");
        }
        if (!left.isEmpty()) {
            silent.add(left);
        }
        String problem = Line.of(String.join("; ", silent), LONGEST);
        Map<String, ReplicationLag> now = new LinkedHashMap<>();
        if (!answers.isEmpty()) {
            shards.forEach((region, lag) -> now.put(region, lag.look(answers, problem, clock.steady())));
        }
        if (leads.getAsBoolean()) {
            // Where no host answers, the last word stays and grows old.
            lags = answers.isEmpty() ? lags : Map.copyOf(now);
            listener.replicationRead(problem);
        }
    }

    private List<String> lookUp() {
        try {
            InetAddress[] all = InetAddress.getAllByName(hosts.host());
            // One family: a pod with an address of both is one host.
            return Arrays.stream(all)
                    .filter(address -> address.getClass() == all[0].getClass())
                    .map(InetAddress::getHostAddress)
                    .distinct()
                    .toList();
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }

    private void keep(List<String> addresses) {
        clients.entrySet().removeIf(one -> {
            boolean gone = !addresses.contains(one.getKey());
            if (gone) {
                one.getValue().close();
            }
            return gone;
        });
        addresses.forEach(address -> clients.computeIfAbsent(address, connect));
    }

    @Override
    public void close() {
        schedule.execute(() -> keep(List.of()));
        schedule.shutdown();
    }
}
