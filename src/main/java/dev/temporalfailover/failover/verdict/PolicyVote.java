package dev.temporalfailover.failover.verdict;

/** @param policy the policy that the vote is for; thresholds differ, so one target may have a vote in each */
public record PolicyVote(String policy, Vote vote) {}
