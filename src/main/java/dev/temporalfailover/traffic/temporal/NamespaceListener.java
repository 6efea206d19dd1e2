package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.status.LongPoll;

/** Hears how each list of a region's namespaces ended. Called on any thread; must not block. */
public interface NamespaceListener {
    /** @param problem one line for a person; empty if all is well */
    void listed(String region, String problem);

    /**
     * How far others are behind the own region was read, or not.
     *
     * @param problem one line for a person; empty if all is well
     */
    default void replicationRead(String problem) {}

    /**
     * The pollers of a critical task queue were read, or not.
     *
     * @param queue for example {@code pay/orders workflow}
     * @param problem one line for a person; empty if all is well
     */
    default void pollersRead(String queue, String problem) {}

    /**
     * The handovers that the own region's cluster runs were listed, or not.
     *
     * @param problem one line for a person; empty if all is well
     */
    default void handoversRead(String problem) {}

    /** A poll of our own has ended, which shows how long polls last, or its {@link LongPoll#problem}. */
    default void longPollRead(LongPoll now) {}
}
