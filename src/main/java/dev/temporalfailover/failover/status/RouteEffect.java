package dev.temporalfailover.failover.status;

/**
 * Whether a route is in effect, as its leader last asked.
 *
 * @param effective the object and all proxies that were asked have the written weights
 * @param alarmed it has taken longer than allowed, or is unknown
 * @param detail the evidence, or the proxy or object in the way and why
 */
public record RouteEffect(boolean effective, boolean alarmed, String detail) {}
