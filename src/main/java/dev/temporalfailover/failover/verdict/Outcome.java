package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Worded;

/** How a probe ended. The kinds have different consequences for a failover. */
public enum Outcome implements Worded {
    OK(Meaning.ALIVE),
    /** The server answered that it does not know the call: old, but alive. */
    UNIMPLEMENTED(Meaning.ALIVE),
    /** RESOURCE_EXHAUSTED by a rate limit: the target is alive, and must not get more load. */
    OVERLOADED(Meaning.IMPAIRED),
    /**
     * The answer to a probe that was reported as lost: it arrived after the timeout and before the next probe ended.
     * A slow target is not dead, so it removes that failure, but not the loss.
     */
    LATE(Meaning.IMPAIRED),
    /** No route, connection lost, or no answer to the TCP handshake. */
    UNREACHABLE(Meaning.FAILED),
    /** The port answered with a reset: nothing listens. */
    REFUSED(Meaning.FAILED),
    /** Connected, no answer in time. */
    DEADLINE(Meaning.FAILED),
    /** grpc.health.v1 said NOT_SERVING, or HTTP said 503. */
    NOT_SERVING(Meaning.FAILED),
    /**
     * The server answered with an error of its own, for example a dead database, or RESOURCE_EXHAUSTED by
     * BUSY_WORKFLOW.
     */
    FAILED(Meaning.FAILED),
    /** An answer that is not of the protocol, or larger than the limit. */
    MALFORMED(Meaning.FAILED),
    /** The name has no address. Our resolver may be the fault, so it proves nothing about the region. */
    NO_ADDRESS(Meaning.UNCLEAR),
    /**
     * The handshake failed: an expired or untrusted certificate, ours or theirs. The cause is unknown here, so never a
     * failover.
     */
    TLS(Meaning.UNCLEAR),
    /** UNAUTHENTICATED or PERMISSION_DENIED: our token or certificate, not their fault. */
    AUTH(Meaning.UNCLEAR),
    /** The namespace that our configuration names is not there, so that what we wanted to know was not asked. */
    NO_NAMESPACE(Meaning.UNCLEAR),
    /** Our own process did not run (pause, starved CPU, no descriptors): says nothing about the target. */
    STARVED(Meaning.UNCLEAR),
    /** A fault of this program while it asked or while it read the answer: says nothing about the target. */
    LOCAL_ERROR(Meaning.UNCLEAR);

    /** What an outcome says about the target. */
    public enum Meaning {
        ALIVE,
        IMPAIRED,
        FAILED,
        UNCLEAR
    }

    private final Meaning meaning;

    Outcome(Meaning meaning) {
        this.meaning = meaning;
    }

    public Meaning meaning() {
        return meaning;
    }

    /** True where no answer came at all; these make up the loss ratio. */
    public boolean lost() {
        return this == UNREACHABLE || this == DEADLINE;
    }
}
