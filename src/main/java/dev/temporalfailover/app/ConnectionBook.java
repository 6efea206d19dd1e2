package dev.temporalfailover.app;

import dev.temporalfailover.failover.clients.ConnectionReport;
import dev.temporalfailover.failover.clients.HeldConnections;
import dev.temporalfailover.failover.clients.HeldConnections.ConnectionCount;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.OwnCluster;
import dev.temporalfailover.failover.situation.OwnCluster.FrontendConnections;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.probe.pool.PoolSample;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what pool sources, and leaders of other regions, tell of connections to Temporal's frontends, and reports on it with each status. */
final class ConnectionBook {
    private final Map<String, ConnectionCount> latest = new ConcurrentHashMap<>();
    /** By policy and region; a policy's part is changed by its loop's thread only. */
    private final Map<String, Map<String, HeldConnections>> held = new ConcurrentHashMap<>();

    /** From the thread that reads pools. */
    void sample(PoolSample sample, Duration now) {
        if (sample.source().equals("temporal") && sample.pool().equals("frontend_grpc")) {
            latest.put(sample.region(), new ConnectionCount(Math.round(sample.active()), now));
        }
    }

    /** What a region's own leader tells, which reads the pages of its own frontends. */
    private static Optional<FrontendConnections> told(PolicyStatus s, String region) {
        return s.elsewhere()
                .of(region)
                .filter(o -> o.role() == Opinion.Role.LEADER)
                .flatMap(Opinion::cluster)
                .flatMap(OwnCluster::connections);
    }

    private static Optional<ConnectionCount> newest(Optional<ConnectionCount> own, Optional<ConnectionCount> told) {
        return told.filter(there ->
                        own.filter(here -> here.at().compareTo(there.at()) >= 0).isEmpty())
                .or(() -> own);
    }

    /** The status with its report. On the loop's thread. */
    PolicyStatus with(PolicyStatus s) {
        Map<String, HeldConnections> mine =
                held.computeIfAbsent(s.policy().name(), policy -> new ConcurrentHashMap<>());
        // Only a leader reads the record: nobody else knows who carries the traffic.
        Optional<EpochRecord> record = s.dns().epoch();
        for (String region : s.policy().regions()) {
            Optional<FrontendConnections> told = told(s, region);
            Optional<ConnectionCount> read = newest(
                    Optional.ofNullable(latest.get(region)),
                    told.map(there -> new ConnectionCount(there.count(), there.at())));
            HeldConnections before = mine.getOrDefault(region, HeldConnections.NONE)
                    .told(told.map(FrontendConnections::before).orElseGet(OptionalLong::empty));
            mine.put(
                    region,
                    record.map(r -> before.look(
                                    read, ConnectionReport.carries(r, region), ConnectionReport.since(r, s.at())))
                            .orElseGet(() -> before.unjudged(read)));
        }
        return s.with(ConnectionReport.of(s.policy().regions(), record, mine, s.at()));
    }
}
