package dev.temporalfailover.failover.status;

import java.util.List;

/**
 * Whether each region of a policy could take the traffic now.
 *
 * @param regions in order of preference; empty at an instance that does not tell, because another one leads
 * @param unknown what nobody can tell without a write, or does not tell, one line each
 */
public record ReadinessReport(List<Readiness> regions, List<String> unknown) {
    /** Of an instance that does not tell. */
    public static final ReadinessReport NONE = new ReadinessReport(List.of(), List.of());

    public ReadinessReport {
        regions = List.copyOf(regions);
        unknown = List.copyOf(unknown);
    }

    /** Whether this instance tells at all. */
    public boolean told() {
        return !regions.isEmpty();
    }
}
