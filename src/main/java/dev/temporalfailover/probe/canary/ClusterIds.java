package dev.temporalfailover.probe.canary;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.canary.CanarySettings.Connection;
import dev.temporalfailover.probe.canary.CanarySettings.Server;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Which region a cluster's id belongs to: asked at the frontends of each region on the paths that are probed, where no weight
 * leads elsewhere. A region that does not answer keeps its id. An id that two regions give is nobody's: a path leads to the
 * wrong region, or one database was copied.
 */
public final class ClusterIds implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    /** Those without an id; the others in one of so many rounds. */
    private static final Duration ROUND = Duration.ofSeconds(2);

    private static final int ROUNDS = 5;
    private static final Duration ALIVE_WITHIN = Duration.ofMinutes(1);

    private final EventLoopGroup sockets = new NioEventLoopGroup(1, new DefaultThreadFactory("cluster-ids-io", true));
    private final List<Direct> paths = new ArrayList<>();
    /** The last id by path. */
    private final Map<Endpoint, String> ids = new ConcurrentHashMap<>();

    private final Notices notices;
    private final ScheduledExecutorService schedule;
    private final Heartbeats heartbeats;
    private int round;

    private record Direct(Endpoint endpoint, ClusterClient client) {}

    /**
     * Asks nobody yet.
     *
     * @param endpoints of all regions; frontends that speak gRPC are asked
     * @param schedule one thread, closed by the caller
     * @param log takes one line at each change
     */
    public ClusterIds(
            List<Endpoint> endpoints,
            ScheduledExecutorService schedule,
            Clock clock,
            Heartbeats heartbeats,
            FileListener files,
            Consumer<String> log) {
        this.schedule = schedule;
        this.heartbeats = heartbeats;
        this.notices = new Notices(log);
        for (Endpoint one : endpoints) {
            if (one.service() == Service.FRONTEND && one.httpPath().isEmpty()) {
                Server server = new Server(one.host(), one.port(), one.tls(), one.tokenFile());
                paths.add(new Direct(one, new ClusterClient(server, Connection.KEPT, sockets, clock, DEADLINE, files)));
            }
        }
    }

    /** Begins to ask. */
    public void start() {
        Heartbeat heartbeat = heartbeats.of("cluster-ids", ALIVE_WITHIN);
        Heartbeat io = heartbeats.of("cluster-ids-io", ALIVE_WITHIN);
        sockets.next().scheduleAtFixedRate(io::beat, 0, 1, TimeUnit.SECONDS);
        schedule.scheduleWithFixedDelay(
                () -> heartbeat.round("ask", this::ask), 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        boolean all = round++ % ROUNDS == 0;
        for (Direct path : paths) {
            if (!all && ids.containsKey(path.endpoint())) {
                continue;
            }
            path.client().files();
            path.client().ask((id, failure) -> {
                if (!id.isEmpty()) {
                    ids.put(path.endpoint(), id);
                }
            });
        }
        for (String id : ids.values().stream().distinct().toList()) {
            List<String> those = regions(id);
            notices.trouble(
                    "cluster " + id,
                    those.size() < 2
                            ? ""
                            : "answers as " + String.join(" and ", those) + "; its answers prove nothing");
        }
    }

    /** The region whose cluster has this id; empty if none or several have. Any thread. */
    public Optional<String> region(String id) {
        List<String> all = regions(id);
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }

    private List<String> regions(String id) {
        return ids.entrySet().stream()
                .filter(one -> one.getValue().equals(id))
                .map(one -> one.getKey().region())
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        paths.forEach(path -> path.client().close());
        sockets.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
