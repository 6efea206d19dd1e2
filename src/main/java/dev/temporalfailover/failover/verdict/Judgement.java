package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Moment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What one policy knows of its regions: the judge's result, the loop's input. Immutable.
 *
 * @param verdicts by region
 * @param observers the observers whose votes were counted; {@link Observers#NONE} while this instance does not lead
 * @param at when it was judged, {@link Moment#steady()}
 */
public record Judgement(Map<String, RegionVerdict> verdicts, Observers observers, Duration at) {
    /** Nothing was judged yet. */
    public static final Judgement NONE = new Judgement(Map.of(), Observers.NONE, Duration.ZERO);

    public Judgement {
        verdicts = Map.copyOf(verdicts);
    }

    /** The verdict now: UNKNOWN if it was judged longer ago than {@code limit}. */
    public Judgement asOf(Duration now, Duration limit) {
        Map<String, RegionVerdict> still = new HashMap<>();
        verdicts.forEach((region, verdict) -> still.put(region, verdict.asOf(now, limit)));
        return new Judgement(still, observers, at);
    }

    /** True if a region has another verdict than before, or had none. */
    public boolean differs(Judgement before) {
        return verdicts.values().stream().anyMatch(now -> {
            RegionVerdict was = before.verdicts().get(now.region());
            return was == null || was.verdict() != now.verdict();
        });
    }
}
