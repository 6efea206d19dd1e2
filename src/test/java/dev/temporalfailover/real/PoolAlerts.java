package dev.temporalfailover.real;

import dev.temporalfailover.emulator.regions.LiveWorld;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.ground.Prometheus;
import dev.temporalfailover.real.ground.Report;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Connection pools as a real Prometheus sees them: our own channels', and those that a real Temporal tells of itself. */
record PoolAlerts(LiveWorld world, Prometheus prometheus, Report report, String piece, Duration within) {
    private static final String ACTIVE = "temporal_failover_connection_pool_active";
    private static final String UTILIZATION = "temporal_failover_connection_pool_utilization";

    /** Every region's figures are there while all is well. */
    void figures() throws Exception {
        for (String region : Set.of(LiveWorld.EAST, LiveWorld.WEST)) {
            String own = "max(%s{source=\"grpc\",region=\"%s\"})".formatted(UTILIZATION, region);
            there("our channels to " + region + " are used, and not all the time", own, 0.0001, 0.9);
            String theirs =
                    "max(%s{source=\"temporal\",pool=\"frontend_grpc\",region=\"%s\"})".formatted(ACTIVE, region);
            there("service_grpc_conn_active of " + region + " is read", theirs, 1, 100_000);
        }
        fires("HighConnectionCount " + LiveWorld.EAST);
    }

    /** A Temporal that answers nothing keeps every call on our channels open. */
    void hang() throws Exception {
        world.freezeTemporal(LiveWorld.EAST, true);
        fires("ConnectionPoolExhaustion " + LiveWorld.EAST);
        world.freezeTemporal(LiveWorld.EAST, false);
        AtomicReference<Set<String>> last = new AtomicReference<>(Set.of());
        boolean over = Http.within(within, () -> {
            last.set(prometheus.alerts("firing"));
            return !last.get().contains("ConnectionPoolExhaustion " + LiveWorld.EAST);
        });
        report.add(
                piece,
                "ConnectionPoolExhaustion is over once it answers",
                over,
                last.get().toString());
    }

    private void there(String what, String expression, double least, double most) throws Exception {
        boolean there = Http.within(within, () -> {
            double value = prometheus.query(expression);
            return value >= least && value <= most;
        });
        report.add(piece, what, there, expression + " " + prometheus.query(expression));
    }

    private void fires(String alert) throws Exception {
        AtomicReference<Set<String>> last = new AtomicReference<>(Set.of());
        boolean fires = Http.within(within, () -> {
            last.set(prometheus.alerts("firing"));
            return last.get().contains(alert);
        });
        report.add(piece, alert + " fires", fires, last.get().toString());
    }
}
