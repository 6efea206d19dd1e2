package dev.temporalfailover.failover.status;

import java.util.Locale;

/** A stage of a move of traffic, measured from the one before; each is a value of a metric's label. */
public enum Stage {
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
    /** From a route's accepted write to its effect. */
    ROUTE;

    /** For example {@code insync}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
