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
 * @param evidence what speaks against HEALTHY first, at most {@link RegionJudge#MAX_EVIDENCE}
 * @param failingSince when the failures behind a DOWN began, or null
 */
public record RegionVerdict(
        String region,
        Verdict verdict,
        Duration since,
        Tier tier,
        String why,
        List<Evidence> evidence,
        Duration failingSince) {

    public RegionVerdict {
        evidence = List.copyOf(evidence);
    }

    /** Before the first judgement. */
    public static RegionVerdict unknown(String region, Duration now) {
        return new RegionVerdict(region, Verdict.UNKNOWN, now, null, "no data yet", List.of(), null);
    }

    /** True if the verdict is {@code v} and has been for at least {@code d}. */
    public boolean heldFor(Verdict v, Duration d, Duration now) {
        return verdict == v && now.minus(since).compareTo(d) >= 0;
    }
}
