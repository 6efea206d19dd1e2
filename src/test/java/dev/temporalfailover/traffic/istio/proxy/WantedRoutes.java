package dev.temporalfailover.traffic.istio.proxy;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the service wants of the routes that the dumps show. */
final class WantedRoutes {
    private WantedRoutes() {}

    static Wanted wanted(int east, int west, String... rules) {
        return new Wanted(
                false,
                "temporal-backend",
                "temporal-frontend",
                Arrays.stream(rules).collect(Collectors.toSet()),
                Set.of("health"),
                Map.of(
                        "us-east-1",
                        new Wanted.Destination("temporal-frontend.temporal-backend.svc.cluster.local", false, null),
                        "us-west-2",
                        new Wanted.Destination("temporal-frontend.us-west-2.example.com", false, null)),
                Map.of("us-east-1", east, "us-west-2", west));
    }
}
