/** Temporal's global namespaces, read from each region's cluster and made active elsewhere by this region's own one. */
package dev.temporalfailover.traffic.temporal;
