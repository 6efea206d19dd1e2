package dev.temporalfailover.testkit.scenario;

import java.time.Duration;

/**
 * Two regions with instances of the service, clients and a witness: what an {@link Outage} may break there and must wait
 * for. Every wait throws {@link dev.temporalfailover.testkit.Await.Missing} if what it waits for does not come, and at once
 * if a safety rule is broken.
 */
public interface TwoRegions {
    /** The region that carries the traffic first. */
    String EAST = "us-east-1";

    /** The other region. */
    String WEST = "us-west-2";

    /** Told of a fault before it is made: times are measured from here. */
    void fault(String what);

    /** From now on traffic may move to this region, once. */
    void callFor(String region, String why);

    /** The region's Temporal dies and stays dead. */
    void killTemporal(String region) throws Exception;

    /** The region's Temporal gives no answer for so long and then answers for so long; traffic moves once at most. */
    void flap(String region, Duration away, Duration back) throws Exception;

    /** Every packet between the regions is dropped; clients and the witness reach both. */
    void cutLink() throws Exception;

    /** What was cut is whole again, and the service knows. Where the next outage begins with that, nothing is done here. */
    void healed() throws Exception;

    /** From now on the instance that writes DNS dies after its batch and before its own region's route. */
    Doomed killWriter();

    /** An instance that is killed between two steps of its plan. */
    interface Doomed {

        /** Waits until it is dead. Answers the epoch of its batch. */
        long await() throws Exception;

        /** The instance's name; only after {@link #await}. */
        String name();
    }

    /** Waits until the region's leader judges the other region so. */
    void judges(String region, String other, String verdict) throws Exception;

    /** Waits until the region's leader decides so, for example {@code refuse disputed}. */
    void decides(String region, String decision) throws Exception;

    /** Watches for so long that no traffic moves. */
    void unmoved(Duration time) throws Exception;

    /** Nothing has moved for this reason: what an alert counts and what clients have seen agree with that. */
    void refused(String region, String reason) throws Exception;

    /** Waits for a whole move: DNS, the routes of both clusters, and every client that can get there. */
    void moved(String name, String to) throws Exception;

    /** Waits until a move is complete, if one has begun, and all agree on who is active. */
    void settled(String mayHaveMovedTo) throws Exception;

    /** How often DNS has moved since the last call for it. */
    int moves();

    /** The epoch of DNS. */
    long epoch();

    /** The epoch that the region's own route carries. */
    long routeEpoch(String region);

    /** Something to be read in the report, besides the times. */
    void found(String what);
}
