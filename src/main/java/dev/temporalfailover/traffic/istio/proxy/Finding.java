package dev.temporalfailover.traffic.istio.proxy;

import java.util.Map;

/**
 * What a round of asking came to.
 *
 * @param effective every proxy carries it and no istiod counts a refusal; also if nobody is asked
 * @param detail one line for a person: the evidence, or who stands against it and why
 * @param shares by region, the mean of the proxies that know the object; empty if none does
 */
public record Finding(boolean effective, String detail, Map<String, Double> shares) {
    public Finding {
        shares = Map.copyOf(shares);
    }
}
