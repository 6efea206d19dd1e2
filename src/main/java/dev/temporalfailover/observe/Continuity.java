package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Since when each region's verdict has held. A moment in which it could not be judged, by a hitch of our own machine for example,
 * is no break: the clocks of an escape and of a failback would begin anew, minutes after the region was lost.
 */
final class Continuity {
    /** Nobody knows what was true in a longer one. */
    static final Duration NO_BREAK = Duration.ofSeconds(10);

    /** The last verdict of each that was not UNKNOWN. */
    private final Map<String, RegionVerdict> known = new HashMap<>();

    /** The verdict just judged, since when it has held. */
    RegionVerdict held(RegionVerdict judged) {
        if (judged.verdict() == Verdict.UNKNOWN) {
            return judged;
        }
        RegionVerdict last = known.get(judged.region());
        boolean goesOn = last != null
                && last.verdict() == judged.verdict()
                && judged.at().minus(last.at()).compareTo(NO_BREAK) <= 0;
        RegionVerdict held = goesOn ? judged.heldSince(last.since()) : judged;
        known.put(judged.region(), held);
        return held;
    }
}
