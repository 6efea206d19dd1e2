package dev.temporalfailover.failover.status;

/**
 * Whether a route is in effect, as its leader last asked.
 *
 * @param effective the object and all that were asked say so
 * @param alarmed it has taken longer than it may, or could not be told
 * @param detail the evidence, or who stands against it and why
 */
public record RouteEffect(boolean effective, boolean alarmed, String detail) {}
