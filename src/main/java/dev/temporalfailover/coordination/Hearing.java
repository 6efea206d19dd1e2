package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Vote;
import java.util.List;

/** Takes what the {@link Exchange} hears. Called on its threads; must not block. */
public interface Hearing {

    /** @param policy the policy that the vote is for; thresholds differ, so one target may have a vote in each */
    record PolicyVote(String policy, Vote vote) {}

    /**
     * An observer of this region reported, while this instance leads. No votes and none gone: it is still there.
     *
     * @param afresh these are all its votes; what it said before is void
     * @param changed votes that are new or changed since its last report
     * @param gone targets that it looks at no longer
     * @return false if it could not be taken in; then the stream is ended, so that the observer begins afresh
     */
    boolean reported(String observer, boolean afresh, List<PolicyVote> changed, List<Target> gone);

    /** An observer ended in good order: it is to be forgotten at once. */
    void left(String observer);

    /** The instances of this region, as its leader last told; this instance is among them. */
    void fleet(List<String> members);

    /** An opinion of another place is new or has changed; {@link Exchange#opinions} has it. */
    void opinionsChanged();
}
