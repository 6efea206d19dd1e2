package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.Worded;

/** Why a region could not take the traffic now, or why nobody can tell; each is a value of a metric's label. */
public enum ReadinessReason implements Worded {
    /** It is not HEALTHY as seen from here. */
    VERDICT,
    /** Another place sees it DOWN. */
    SEEN_DOWN,
    /** A region has no leader that acts: this one, or as this one hears. */
    LEADER,
    /** If the region that carries the traffic fell silent, too few places could confirm it. */
    EVIDENCE,
    /** What people and alerts asked for cannot be read. */
    INTENTS,
    /** The records cannot be read or written, are missing, or were edited behind the epoch record. */
    RECORDS,
    /** A route of this cluster cannot be read, is missing, was edited, or follows another epoch than the record. */
    ROUTES,
    /** Records or routes were never adopted: nothing moves them yet. */
    NOT_ADOPTED,
    /** A route is written and not in effect. */
    EFFECT,
    /** Whether a route takes effect could be seen by no proxy and no canary client. */
    EFFECT_UNSEEN,
    /** This region's canary client does not bring its workflow to an end, or does not say so. */
    CANARY_WORKFLOW,
    /** RBAC refuses what the leader does, or the Kubernetes API cannot be asked. */
    KUBERNETES_RIGHTS,
    /** IAM refuses what the leader reads, or Route 53 cannot be asked. */
    AWS_RIGHTS,
    /** {@code /health/takeover} does not answer as it should. */
    TAKEOVER_CHECK,
    /** A certificate has ended, ends soon or cannot be read. */
    CERTIFICATE,
    /** This machine's clock is wrong. */
    CLOCK,
    /** No source gives figures of the region's connection pools: their limits see nothing. */
    POOLS,
    /** Its cluster is further behind the active one than {@code namespaces.max_lag}, or nobody knows how far. */
    REPLICATION,
    /** A critical task queue has no poller in the region's cluster, or its leader does not know. */
    POLLERS,
    /** Planned moves hand namespaces over, and the region's own cluster does not tell which handovers run. */
    HANDOVERS,
    /** The dry calls of this instance have not ended, or not for a while. */
    UNCHECKED
}
