package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How one policy judges its regions.
 *
 * @param regions whose targets it judges
 * @param required services without which a region is DOWN
 */
public record JudgedPolicy(String name, Collection<String> regions, Thresholds thresholds, Set<Service> required) {
    public JudgedPolicy {
        regions = List.copyOf(regions);
        required = Set.copyOf(required);
    }
}
