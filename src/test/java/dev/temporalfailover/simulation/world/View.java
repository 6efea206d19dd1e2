package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import java.time.Instant;
import java.util.Map;

/**
 * What an instance knew at a moment, without whatever a mutation told its loop.
 *
 * @param verdicts its real verdicts
 * @param leads whether it truly leads
 * @param ledFor for how long, ms
 * @param synced whether it has read the intents since it started
 * @param intents as it has read them
 * @param wall its wall clock
 * @param heldFor how long the verdict of each region has been what it is without a break, ms
 */
public record View(
        Map<String, RegionVerdict> verdicts,
        boolean leads,
        long ledFor,
        boolean synced,
        Intents intents,
        Instant wall,
        Map<String, Long> heldFor) {}
