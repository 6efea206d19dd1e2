package dev.temporalfailover.failover.readiness;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.status.DryCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an instance knows of its own place's part in a move.
 *
 * @param region its region
 * @param leads it holds the region's Lease, whether or not it acts
 * @param leaderTrouble why it could not get or keep the Lease; empty if it could
 * @param intentsLive it reads what people asked for
 * @param intentsTrouble why that is not what they may have asked for; empty if it is
 * @param blindRoutes routes of this cluster whose effect neither a proxy nor a canary client is asked for
 * @param asked when its dry calls last ended, {@link Moment#steady()}; empty before
 * @param faults what they found
 * @param unknown what they cannot tell without a write
 */
public record OwnPlace(
        String region,
        boolean leads,
        String leaderTrouble,
        boolean intentsLive,
        String intentsTrouble,
        List<String> blindRoutes,
        Optional<Duration> asked,
        List<DryCall> faults,
        List<String> unknown) {
    public OwnPlace {
        blindRoutes = List.copyOf(blindRoutes);
        faults = List.copyOf(faults);
        unknown = List.copyOf(unknown);
    }
}
