/** Who acts, and what was asked for: leadership, operator intents and Kubernetes Events, by way of the Kubernetes API. */
package dev.temporalfailover.coordination;
