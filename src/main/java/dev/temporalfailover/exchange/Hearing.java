package dev.temporalfailover.exchange;

import dev.temporalfailover.failover.verdict.Vote;
import java.util.List;

/** Takes what the {@link Exchange} hears. Called on its threads; must not block. */
public interface Hearing extends ReportListener {

    /** @param policy the policy that the vote is for; thresholds differ, so one target may have a vote in each */
    record PolicyVote(String policy, Vote vote) {}

    /** The instances of this region, as its leader last told; this instance is among them. */
    void fleet(List<String> members);

    /** An opinion of another place is new or has changed; {@link Exchange#opinions} has it. */
    void opinionsChanged();
}
