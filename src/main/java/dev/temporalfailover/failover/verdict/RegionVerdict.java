package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Moment;
import java.time.Duration;
import java.util.List;

/**
 * The verdict of a region and what led there.
 *
 * @param since when this verdict began, {@link Moment#steady()}
 * @param tier the tier that failed where the verdict is DOWN, else null: REACH if nothing answers, FUNCTION if it answers
 *     but cannot work
 * @param why one line
 * @param evidence evidence against HEALTHY first, at most {@link RegionJudge#MAX_EVIDENCE}
 * @param failingSince when the failures behind a DOWN began, or null
 * @param at when it was judged
 */
public record RegionVerdict(
        String region,
        Verdict verdict,
        Duration since,
        Tier tier,
        String why,
        List<Evidence> evidence,
        Duration failingSince,
        Duration at) {

    public RegionVerdict {
        evidence = List.copyOf(evidence);
    }

    /** Before the first judgement. */
    public static RegionVerdict unknown(String region, Duration now) {
        return new RegionVerdict(region, Verdict.UNKNOWN, now, null, "no data yet", List.of(), null, now);
    }

    /** The verdict now: UNKNOWN if it was judged longer ago than {@code limit}. */
    public RegionVerdict asOf(Duration now, Duration limit) {
        Duration age = now.minus(at);
        if (verdict == Verdict.UNKNOWN || age.compareTo(limit) <= 0) {
            return this;
        }
        String was = "not judged for " + age.toSeconds() + " s, was " + verdict;
        return new RegionVerdict(region, Verdict.UNKNOWN, at.plus(limit), null, was, List.of(), null, at);
    }

    /** The same verdict, which began at another time. */
    public RegionVerdict heldSince(Duration began) {
        return new RegionVerdict(region, verdict, began, tier, why, evidence, failingSince, at);
    }

    /** True if the verdict is {@code v} and has been for at least {@code d}. */
    public boolean heldFor(Verdict v, Duration d, Duration now) {
        return verdict == v && now.minus(since).compareTo(d) >= 0;
    }
}
