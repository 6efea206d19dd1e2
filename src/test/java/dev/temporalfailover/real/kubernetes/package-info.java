/** The service against a real Kubernetes API: Leases, rights, routes, tokens, outages. */
package dev.temporalfailover.real.kubernetes;
