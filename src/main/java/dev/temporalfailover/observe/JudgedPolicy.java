package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How one policy judges its regions.
 *
 * @param regions whose targets it judges
 * @param required services without which a region is DOWN
 * @param home this observer's own region; a witness's is none of {@code regions}
 * @param unbroken a verdict that was not judged for longer begins anew: nobody knows what was true meanwhile, so it has not
 *     held through our own pause
 */
public record JudgedPolicy(
        String name,
        Collection<String> regions,
        Thresholds thresholds,
        Set<Service> required,
        String home,
        Duration unbroken) {
    public JudgedPolicy {
        regions = List.copyOf(regions);
        required = Set.copyOf(required);
    }
}
