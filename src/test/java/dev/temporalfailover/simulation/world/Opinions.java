package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a process's own verdicts an opinion. */
public final class Opinions {
    private Opinions() {}

    /** What a process tells of replication; nothing before its loop has run. */
    static Map<String, ReplicationLag> lags(PolicyStatus status) {
        return status == null ? Map.of() : status.findings().replication();
    }

    static Opinion of(
            Pod self,
            Opinion.Role role,
            Map<String, RegionVerdict> verdicts,
            Optional<Long> epoch,
            Optional<Opinion.Held> hold,
            Optional<Opinion.Told> takeover,
            Map<String, ReplicationLag> replication) {
        Map<String, Opinion.Word> words = new HashMap<>();
        verdicts.forEach((region, v) -> words.put(region, new Opinion.Word(v.verdict(), v.why(), v.since(), v.at())));
        return new Opinion(self.place, role, self.name, words, epoch, hold, takeover, replication, self.now());
    }
}
