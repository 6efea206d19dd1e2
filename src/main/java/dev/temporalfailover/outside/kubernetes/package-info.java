/** Shared by all callers of the Kubernetes API. */
package dev.temporalfailover.outside.kubernetes;
