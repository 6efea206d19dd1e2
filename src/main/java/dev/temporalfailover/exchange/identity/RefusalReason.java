package dev.temporalfailover.exchange.identity;

import dev.temporalfailover.failover.Worded;

/** Why a peer was refused. */
public enum RefusalReason implements Worded {
    /** TLS: no certificate, a wrong or an expired one. */
    HANDSHAKE,
    /** Its certificate names no place of the trust domain. */
    NO_IDENTITY,
    /** Its certificate is another place's than it says. */
    OTHER_PLACE,
    /** Its certificate is another instance's than it says. */
    OTHER_INSTANCE,
    /** The region's cluster has no such instance at that address. */
    UNKNOWN_INSTANCE,
    /** Another instance speaks at the same address, and neither's certificate names it: the older one was ended. */
    SAME_VOICE,
    /** The limits are reached. */
    FULL,
    /** This instance does not lead. */
    NOT_LEADER
}
