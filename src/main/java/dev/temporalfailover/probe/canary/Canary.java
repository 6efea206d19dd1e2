package dev.temporalfailover.probe.canary;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.WayAnswers;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.canary.CanarySettings.CanaryWay;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A client that calls Temporal the ways that clients do and keeps which cluster answered. Its calls begin on the thread of the
 * schedule, and end on the one of the sockets; {@link #answers} is for any thread.
 */
public final class Canary implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration FILES = Duration.ofSeconds(10);
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(30);

    private final EventLoopGroup sockets = new NioEventLoopGroup(1, new DefaultThreadFactory("canary-io", true));
    private final List<Calls> ways = new ArrayList<>();
    private final ScheduledExecutorService schedule;
    private final Heartbeats heartbeats;

    private record Calls(CanaryWay way, ClusterClient client, RecentCalls recent) {}

    /** Hears of each call that ended. */
    public interface CanaryListener {
        /** @param failure empty if a cluster answered */
        void ended(String way, String cluster, String failure);
    }

    /**
     * Calls nobody yet.
     *
     * @param schedule one thread, closed by the caller
     */
    public Canary(
            CanarySettings settings,
            ScheduledExecutorService schedule,
            Clock clock,
            Heartbeats heartbeats,
            FileListener files,
            CanaryListener listener) {
        this.schedule = schedule;
        this.heartbeats = heartbeats;
        for (CanaryWay way : settings.ways()) {
            ClusterClient client = new ClusterClient(way.server(), way.connection(), sockets, clock, DEADLINE, files);
            ways.add(new Calls(way, client, new RecentCalls(way.name(), clock, listener)));
        }
    }

    /** Begins to call. */
    public void start() {
        if (ways.isEmpty()) {
            return;
        }
        Heartbeat heartbeat = heartbeats.of("canary", ALIVE_WITHIN);
        for (Calls one : ways) {
            long every = one.way().interval().toMillis();
            schedule.scheduleAtFixedRate(
                    () -> heartbeat.round("call", () -> one.recent().call(one.client()::ask)),
                    0,
                    every,
                    TimeUnit.MILLISECONDS);
        }
        schedule.scheduleWithFixedDelay(
                () -> heartbeat.step(
                        "files", () -> ways.forEach(one -> one.client().files())),
                FILES.toMillis(),
                FILES.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** What was answered, way by way, in the order of the configuration. */
    public List<WayAnswers> answers() {
        return ways.stream().map(one -> one.recent().answers()).toList();
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        ways.forEach(one -> one.client().close());
        sockets.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
