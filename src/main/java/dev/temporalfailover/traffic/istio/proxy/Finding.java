package dev.temporalfailover.traffic.istio.proxy;

import java.util.Map;

/**
 * What a round of asking came to.
 *
 * @param effective every proxy uses it and no istiod counts a rejected update; also if no proxy is asked
 * @param detail one line for a person: the evidence, or the proxy or object in the way and why
 * @param shares by region, the mean of the proxies that know the object; empty if none does
 */
public record Finding(boolean effective, String detail, Map<String, Double> shares) {
    public Finding {
        shares = Map.copyOf(shares);
    }
}
