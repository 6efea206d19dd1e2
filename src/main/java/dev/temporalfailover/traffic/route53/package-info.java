/**
 * Route 53 weighted records and their epoch record, moved as one atomic compare-and-swap batch.
 *
 * <p>A reading goes {@code ZoneReader} (lists), {@code Ownership} (judges), {@code Snapshot}; a change goes
 * {@code ChangeBatches} (builds from the snapshot), {@code Route53Api} (sends once), {@code ApiFault} (tells failures
 * apart). {@code EpochText} is the format of the epoch record. Only {@code Route53Switch} has state.
 */
package dev.temporalfailover.traffic.route53;
