/** Access checks: token files, Kubernetes tokens checked by the API server, and the refusals of both. */
package dev.temporalfailover.api.access;
