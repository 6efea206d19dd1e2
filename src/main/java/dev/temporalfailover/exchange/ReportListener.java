package dev.temporalfailover.exchange;

import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Target;
import java.time.Duration;
import java.util.List;

/** Takes the votes of other observers, while this instance leads. Called on the exchange's threads; must not block. */
public interface ReportListener {
    /**
     * An observer of this region reported. No votes and none gone: it is still there.
     *
     * @param afresh these are all its votes; earlier ones are void
     * @param changed votes that are new or changed since its last report
     * @param gone targets that it looks at no longer
     * @param judged when its votes were judged, in the steady time of this instance; now, if it does not tell
     * @return false if it could not be taken in; then the stream is ended, so that the observer sends all of them again
     */
    boolean reported(String observer, boolean afresh, List<PolicyVote> changed, List<Target> gone, Duration judged);

    /** An observer ended in good order: it is to be forgotten at once. */
    void left(String observer);
}
