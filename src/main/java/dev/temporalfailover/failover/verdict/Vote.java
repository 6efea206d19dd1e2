package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Moment;
import java.time.Duration;

/**
 * One observer's word on one target. Times are {@link Moment#steady()} of the instance that holds the vote, so that those of
 * other machines were made from ages.
 *
 * @param observer the instance that looked
 * @param why one line with values
 * @param at when the probe that it rests on ended
 * @param failingSince when the failures that go on now began, or null while none do
 * @param counts false if this observer only looks at the target now and then: such a vote names a node with a bad network
 *     and decides nothing
 */
public record Vote(
        String observer,
        Target target,
        Verdict verdict,
        String why,
        Duration at,
        Duration failingSince,
        boolean counts) {}
