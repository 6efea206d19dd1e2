package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.clients.ConnectionReport;

/**
 * What is reported beside a loop's own status.
 *
 * @param readiness whether each region could take the traffic now
 * @param connections to Temporal's frontends
 */
public record StatusReports(ReadinessReport readiness, ConnectionReport connections) {
    /** Of a status that nothing was reported on yet. */
    public static final StatusReports NONE = new StatusReports(ReadinessReport.NONE, ConnectionReport.NONE);
}
