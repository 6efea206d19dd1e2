package dev.temporalfailover.simulation.setting;

import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.verdict.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The configuration that a seed chose, the same for all instances. Coarse seeds ask rarely and last long, fine ones ask
 * often and are short, so that each costs about the same.
 *
 * @param observers of a region
 * @param paths by which each region is asked
 * @param required evidence, besides the own verdict
 * @param witness whether there is one
 * @param checked whether instances check their connectivity
 * @param interval between probes of one target, ms
 * @param length of the part with faults, ms
 */
public record Scenario(
        FailoverPolicy policy,
        Thresholds thresholds,
        SimulatedProcess.Times times,
        SimulatedProcess.Quorum quorum,
        LeaseRules lease,
        int observers,
        List<String> paths,
        Required required,
        boolean witness,
        boolean checked,
        long interval,
        long timeout,
        long length) {

    public static final String EAST = "us-east-1";
    public static final String WEST = "us-west-2";
    public static final List<String> REGIONS = List.of(EAST, WEST);
    public static final String WITNESS = "witness";
    /** What connectivity checks reach for: no place of ours. */
    public static final String WORLD = "world";

    /** Times of the Lease, ms, as {@code coordination.LeaseTimes} has them. */
    public record LeaseRules(long lease, long renew, long retry) {}

    public static Scenario of(Random random) {
        return Scenarios.of(random);
    }

    /** One instance's view alone may move the traffic, once its leader has no better. */
    public boolean decidesAlone() {
        return required == Required.ALONE;
    }

    /** True if leaders hear other places. */
    public boolean exchanges() {
        return !decidesAlone();
    }

    /** The other places that a region's leader asks. */
    public List<String> places(String region) {
        List<String> places = new ArrayList<>();
        if (exchanges()) {
            REGIONS.stream().filter(other -> !other.equals(region)).forEach(places::add);
            if (witness) {
                places.add(WITNESS);
            }
        }
        return places;
    }

    public FailoverPolicy policyOf(String region) {
        return policy.with(
                new EvidencePolicy(required, places(region), policy.evidence().fresh()));
    }

    /** How old an opinion may be, ms. */
    public long fresh() {
        return policy.evidence().fresh().toMillis();
    }

    /** A verdict that was judged longer ago is UNKNOWN, and its instance leads no more, ms; as {@code loop.LoopTimes} has it. */
    public long judgedWithin() {
        return Math.max(10_000, 10 * times.tick().toMillis());
    }

    /** For how long an observer is silent whose votes were judged so long ago, ms. */
    public long missed(Duration age) {
        return age.compareTo(quorum.policy().fresh()) > 0 ? age.toMillis() : 0;
    }

    /** A pause between two messages of a stream, ms. */
    long heartbeat() {
        return times.tick().toMillis();
    }

    /** A stream on which nothing was heard for longer is opened anew, ms. */
    public long silence() {
        return 5 * heartbeat() / 2;
    }

    /** What a message may be late by, ms. */
    public long longestDelay() {
        return interval;
    }

    /** More observers than this must have lost a region before their leader can take it for DOWN by that. */
    public int outvoted() {
        return (int) Math.floor(quorum.policy().share() * quorum.policy().minimum());
    }

    /** The longest time from a failure to a tick of a leader that knows of it, where all is well. */
    public long detection() {
        long one = (thresholds.failAfter() + 1) * (interval * 11 / 10 + timeout)
                + 3 * times.tick().toMillis();
        return one + (observers > 1 ? 2 * heartbeat() : 0);
    }

    /** The longest time that other places need to say so, or to fall silent. */
    public long confirmation() {
        return exchanges() ? fresh() + silence() + 2 * heartbeat() : 0;
    }

    /** What the newest true failure of a region may be old when a sound leader still calls it DOWN, ms. */
    public long failedFor() {
        long one = thresholds.errorRatio().over().toMillis()
                + (thresholds.failAfter() + thresholds.recoverAfter() + 3) * (interval * 6 / 5 + timeout);
        return one + quorum.policy().fresh().toMillis() + 2 * longestDelay();
    }

    /** The longest time between two reads of the zone by a leader whose API answers. */
    public long longestLook() {
        return times.readInterval().toMillis() * 6 / 5 + 2 * times.tick().toMillis();
    }
}
