package dev.temporalfailover.app;

import dev.temporalfailover.failover.clients.ConnectionReport;
import dev.temporalfailover.failover.clients.HeldConnections;
import dev.temporalfailover.failover.clients.HeldConnections.ConnectionCount;
import dev.temporalfailover.failover.clients.LeftRegions;
import dev.temporalfailover.failover.clients.OldConnections;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.OwnCluster;
import dev.temporalfailover.failover.situation.OwnCluster.FrontendConnections;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.probe.pool.PoolSample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what pool sources, and leaders of other regions, tell of connections to Temporal's frontends, and reports on it with each status. */
final class ConnectionBook {
    private final Map<String, ConnectionCount> latest = new ConcurrentHashMap<>();
    /** By policy and region; a policy's part is changed by its loop's thread only. */
    private final Map<String, Map<String, HeldConnections>> held = new ConcurrentHashMap<>();
    /** By policy and region; replaced by the policy's loop's thread only. */
    private final Map<String, Map<String, OldConnections>> old = new ConcurrentHashMap<>();

    private final String self;
    private final Duration stays;

    /**
     * @param self the own region, or the witness's name
     * @param stays how long Temporal lets a client stay, as configured
     */
    ConnectionBook(String self, Duration stays) {
        this.self = self;
        this.stays = stays;
    }

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
        old.put(s.policy().name(), record.map(r -> left(s, r, mine)).orElseGet(Map::of));
        return s.with(ConnectionReport.of(s.policy().regions(), record, mine, s.at())
                .with(left(s.policy().name())));
    }

    private Map<String, OldConnections> left(PolicyStatus s, EpochRecord record, Map<String, HeldConnections> mine) {
        LeftRegions regions = new LeftRegions(
                self,
                record,
                s.intents().takeover().filter(t -> s.takenOver().contains(t.from())),
                region -> Optional.ofNullable(s.verdicts().get(region))
                        .filter(v -> v.verdict() == Verdict.DOWN)
                        .isPresent(),
                stays);
        return regions.look(
                old.getOrDefault(s.policy().name(), Map.of()), s.policy().regions(), mine, s.at());
    }

    /** How far the clients of a policy have left each region that was left, as of its last status. */
    List<OldConnections> left(String policy) {
        return List.copyOf(old.getOrDefault(policy, Map.of()).values());
    }
}
