package dev.temporalfailover.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks canary clients which region answers them. Called by loop threads. */
public interface ClientCheck {

    /** For sites without canary clients; never asked. */
    ClientCheck NONE = (way, weights, since) ->
            new Verification(Verification.Effectiveness.FAILED, "no canary client is configured");

    /**
     * Whether every canary client is answered by the regions as the weights say. Asks each once, waits no longer than its
     * timeout, and throws nothing.
     *
     * @param way by which the clients call, as the configuration names it
     * @param weights by region, as written
     * @param since how long ago they were written; older answers do not count
     */
    Verification ask(String way, Map<String, Integer> weights, Duration since);

    /**
     * What is wrong with the workflows that this cluster's canary clients run; none if all is well or they run none. Waits as
     * {@link #ask} does.
     *
     * @param region whose cluster must carry them
     */
    default List<String> workflows(String region) {
        return List.of();
    }
}
