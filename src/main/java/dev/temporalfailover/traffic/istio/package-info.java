/** Istio VirtualService and Gateway API routes of this cluster, moved by JSON Patch with tests on what was read. */
package dev.temporalfailover.traffic.istio;
