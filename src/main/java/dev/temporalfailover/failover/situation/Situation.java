package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a decision rests on.
 *
 * @param self this instance's region
 * @param leader true while this instance may act for its region
 * @param verdicts by region
 * @param dns the records as last read
 * @param sinceSwitch how long ago the last automatic switch was, empty if there was none; at most what this process has
 *     itself seen go by since it first read of it, so that a wall clock that jumps forward ends no hold-down
 * @param intents what was asked for, without what has expired
 * @param started when this instance started or took over, {@link Moment#steady()}
 * @param elsewhere what other places say
 * @param sinceChange how long this process has known the present epoch
 * @param fenced why this instance may not act though it holds its region's Lease; empty if nothing keeps it
 * @param replication how far Temporal's clusters are behind each other
 */
public record Situation(
        String self,
        boolean leader,
        Map<String, RegionVerdict> verdicts,
        DnsReading dns,
        Optional<Duration> sinceSwitch,
        Intents intents,
        Duration started,
        Elsewhere elsewhere,
        Duration sinceChange,
        String fenced,
        Replication replication) {

    public Situation {
        verdicts = Map.copyOf(verdicts);
    }

    /** A situation in which nothing but the Lease keeps the instance from acting. */
    public Situation(
            String self,
            boolean leader,
            Map<String, RegionVerdict> verdicts,
            DnsReading dns,
            Optional<Duration> sinceSwitch,
            Intents intents,
            Duration started,
            Elsewhere elsewhere,
            Duration sinceChange) {
        this(self, leader, verdicts, dns, sinceSwitch, intents, started, elsewhere, sinceChange, "", Replication.NONE);
    }

    /** A situation in which no other place was heard. */
    public Situation(
            String self,
            boolean leader,
            Map<String, RegionVerdict> verdicts,
            DnsReading dns,
            Optional<Duration> sinceSwitch,
            Intents intents,
            Duration started) {
        this(self, leader, verdicts, dns, sinceSwitch, intents, started, Elsewhere.NONE, Duration.ZERO);
    }

    /** Regions that this one has taken over from: none while it is DOWN, since it cannot serve then. */
    public List<String> takenOver() {
        boolean serves = verdict(self).verdict() != Verdict.DOWN;
        return intents.takeover()
                .filter(t -> serves)
                .map(t -> List.of(t.from()))
                .orElse(List.of());
    }

    /** The region's verdict; UNKNOWN for a region that was not judged. */
    public RegionVerdict verdict(String region) {
        RegionVerdict found = verdicts.get(region);
        return found != null ? found : RegionVerdict.unknown(region, Duration.ZERO);
    }

    /** The same with other intents. */
    public Situation withIntents(Intents asked) {
        return new Situation(
                self, leader, verdicts, dns, sinceSwitch, asked, started, elsewhere, sinceChange, fenced, replication);
    }
}
