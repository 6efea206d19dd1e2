package dev.temporalfailover.failover.pace;

import dev.temporalfailover.failover.verdict.Target;
import java.time.Duration;

/**
 * How often each member probes, so that all of them together do not overload one address. A
 * Temporal frontend refuses GetSystemInfo beyond its rate limit, and a refused call costs as much as an answered one.
 *
 * <p>The budget of an address is shared evenly by the checks on it. Three quarters of a check's share go to a few
 * chosen observers, which probe at the configured interval and whose votes count; the rest goes to all others, which
 * probe slowly, so that every node detects its own bad network.
 *
 * @param perSecond how many probes a second one address may get from this place's members: the configured number,
 *     divided by the places that probe (regions and witnesses)
 * @param slow the shortest interval of instances that are not chosen
 */
public record ProbeBudget(double perSecond, Duration slow) {
    private static final double CHOSEN = 0.75;
    /** Keeps arithmetic on intervals far from an overflow; no share that makes sense gets there. */
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Refuses settings that give no interval. */
    public ProbeBudget {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a probe budget of " + perSecond + " per second");
        }
        if (slow.isNegative() || slow.isZero()) {
            throw new IllegalArgumentException("a slow interval of " + slow);
        }
    }

    /**
     * How often this instance probes a target. Until the members are known it probes slowly, after a first probe at
     * once: it may be one of thousands. So before the leader has sent the list, N instances probe {@code N / slow}
     * times a second.
     *
     * @param members the members of this place
     * @param self this instance; if it is not a member it is not chosen
     * @param checks how many checks run on the target's address, at least 1
     * @param interval the check's configured interval
     */
    public Pace pace(Rendezvous members, String self, Target target, int checks, Duration interval) {
        if (members.size() == 0) {
            return new Pace(longer(slow, interval), interval, false);
        }
        double share = perSecond / checks;
        int observers = observers(checks, interval);
        if (members.chosen(self, target.toString(), observers)) {
            // With one observer even its own rate can be too much; alone it has no other observer to leave a quarter
            // to.
            Duration least = seconds(observers / (members.size() == 1 ? share : share * CHOSEN));
            boolean crowded = observers == 1 && least.compareTo(interval) > 0;
            Duration every = crowded ? least : interval;
            return new Pace(every, every, true);
        }
        int others = Math.max(0, members.size() - observers) + (members.has(self) ? 0 : 1);
        Duration every = longer(longer(slow, interval), seconds(others / (share * (1 - CHOSEN))));
        return new Pace(every, every, false);
    }

    /** How many observers of each target are chosen if there are more members. */
    public int observers(int checks, Duration interval) {
        double fit = perSecond / checks * CHOSEN * (interval.toNanos() / 1e9);
        // Where 3/4 of the share is a whole number of observers, rounding must not lose one.
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.floor(fit * (1 + 1e-12))));
    }

    private static Duration seconds(double seconds) {
        return seconds < LONGEST.toSeconds() ? Duration.ofNanos((long) Math.ceil(seconds * 1e9)) : LONGEST;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
