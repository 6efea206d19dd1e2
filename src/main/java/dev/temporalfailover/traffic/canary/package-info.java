/**
 * What canary clients of this cluster report: which Temporal cluster answers them by each way. It proves or disproves that a
 * written change took effect.
 */
package dev.temporalfailover.traffic.canary;
