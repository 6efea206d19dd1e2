/** Step 10 of the flow, record: what a loop says of itself, as values. */
package dev.temporalfailover.failover.status;
