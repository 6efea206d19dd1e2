/**
 * Which Temporal cluster answers: asked directly at each region's endpoints, and by the canary as a client would.
 */
package dev.temporalfailover.probe.canary;
