package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.PolicyVote;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Takes what the judge thread found. Called on that thread, but for {@link #dropped}; must not block. */
public interface JudgeListener {
    /** A policy's verdicts, at once when a target's verdict changes and otherwise once a tick. */
    void judged(String policy, Judgement judgement);

    /**
     * This instance's own votes for all policies, after some may have changed.
     *
     * @param at when they were judged
     */
    void voted(List<PolicyVote> own, Duration at);

    /** Once a tick while this instance leads: all observers of its region that are not forgotten, this one too. */
    void observers(Set<String> all);

    /** An input found the queue full; from any thread. */
    void dropped();
}
