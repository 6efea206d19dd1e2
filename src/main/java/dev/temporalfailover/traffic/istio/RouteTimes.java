package dev.temporalfailover.traffic.istio;

import java.time.Duration;

/**
 * Bounds of reading and writing routes.
 *
 * @param request of one call to the Kubernetes API, from send to answer
 * @param stale how long the last seen routes are answered while the watch is broken; UNREADABLE after that
 * @param recheck a working watch is still confirmed by a list this often, because a half-open one is silent
 */
public record RouteTimes(Duration request, Duration stale, Duration recheck) {

    /** 3 s, 5 s and 60 s. */
    public static final RouteTimes DEFAULT =
            new RouteTimes(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(60));
}
