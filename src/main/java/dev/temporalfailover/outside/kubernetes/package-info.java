/** What all that speaks to the Kubernetes API shares. */
package dev.temporalfailover.outside.kubernetes;
