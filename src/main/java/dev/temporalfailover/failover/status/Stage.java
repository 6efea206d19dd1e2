package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.Worded;

/** A stage of a move of traffic, measured from the one before; each is a value of a metric's label. */
public enum Stage implements Worded {
    /** From the first failure to the verdict. */
    DETECT,
    /** From the verdict to the decision. */
    DECIDE,
    /** From the decision to the accepted write, or to the takeover's begin. */
    WRITE,
    /** To all of Route 53's servers. */
    INSYNC,
    /** To what resolvers answer. */
    VERIFY,
    /** From a takeover's begin to what resolvers answer. */
    TAKEOVER,
    /** From the first namespace's accepted update to the first writes that all of them accept in the gaining region. */
    NAMESPACES,
    /** From a route's accepted write to its effect. */
    ROUTE,
    /** From a move to the last client that is connected to the region that was left. */
    CONNECTIONS,
    /** From a restart's accepted patch to the end of the rollout. */
    WORKERS
}
