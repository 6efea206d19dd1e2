/** Step 10 of the flow, record: what a loop reports, as values. */
package dev.temporalfailover.failover.status;
