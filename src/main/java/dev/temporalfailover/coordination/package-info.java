/** Leadership, operator intents, Kubernetes Events and connectivity checks. */
package dev.temporalfailover.coordination;
