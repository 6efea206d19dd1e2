/** Connection-pool figures that others export: Envoy's stats page and Temporal's own metrics page. */
package dev.temporalfailover.probe.pool;
