/** Deployments of workers, restarted where Temporal's namespaces have come. */
package dev.temporalfailover.traffic.workers;
