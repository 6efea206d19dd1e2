/** Probes targets and returns the results as values. A probe never throws and is never retried. */
package dev.temporalfailover.probe;
