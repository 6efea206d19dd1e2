/** Route 53 weighted records and their epoch record, moved as one atomic compare-and-swap batch. */
package dev.temporalfailover.traffic.route53;
