package dev.temporalfailover.exchange;

import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.PolicyVote;
import java.util.List;
import java.util.Map;

/**
 * What instances exchange: observers report their votes to their region's leader, leaders watch the views of other
 * places. All methods may be called from any thread and return at once; what is heard goes to a {@link Hearing}.
 */
public interface Exchange extends AutoCloseable {

    /** This instance's own votes, all of them. Sent to the leader, changes only, while another instance leads. */
    void publishVotes(List<PolicyVote> all);

    /** This instance's own view, by policy. Its place, role and instance are filled in here. */
    void publishView(Map<String, Opinion> byPolicy);

    /** The members, sent to the observers while this instance leads. */
    void members(List<String> members);

    /** The newest opinion on a policy of each other place that was ever heard; its time gives its age. */
    List<Opinion> opinions(String policy);

    /** The leadership may have changed: look now instead of at the next heartbeat. */
    void leadershipChanged();

    /** Takes leave of the leader and ends all streams, within a second or so. */
    @Override
    void close();
}
