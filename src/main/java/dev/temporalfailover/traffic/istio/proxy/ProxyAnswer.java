package dev.temporalfailover.traffic.istio.proxy;

import java.util.Map;

/**
 * What one proxy carries of one object.
 *
 * @param kind what it comes to
 * @param detail one line for a person, empty if it carries it
 * @param shares by region, the mean of its routes of the object; empty without one
 */
record ProxyAnswer(ProxyState kind, String detail, Map<String, Double> shares) implements Reply {

    /** What it comes to. */
    enum ProxyState {
        /** All its routes of the object have the wanted shares. */
        CARRIES,
        /** Some of them have others. */
        OLD,
        /** It knows no route of the object. */
        NO_ROUTE,
        /** It was sent an update and rejected it; its previous routes stay in use. */
        REJECTED,
        /** It did not answer, late, or not in its own language. */
        SILENT
    }

    ProxyAnswer {
        shares = Map.copyOf(shares);
    }

    static ProxyAnswer silent(String why) {
        return new ProxyAnswer(ProxyState.SILENT, why, Map.of());
    }
}
