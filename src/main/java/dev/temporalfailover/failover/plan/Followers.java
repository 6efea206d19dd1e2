package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.WorkerReading;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What follows a claim in this region, as last read.
 *
 * @param routes this cluster's mesh routes
 * @param namespaces Temporal's; none where the policy moves none
 * @param seen what this process remembers of the namespaces under the present epoch
 * @param workers the Deployments that are restarted where namespaces are gained; none where none is configured
 */
public record Followers(
        List<RouteReading> routes, List<NamespaceReading> namespaces, SeenNames seen, List<WorkerReading> workers) {

    /**
     * A memory that a restart loses.
     *
     * @param sinceClaim true if this process knew the epoch before, and so has seen all that happened under this one
     * @param here namespaces that were seen active in this region's own cluster under this epoch, with the highest failover
     *     version that any cluster had stated until then
     * @param under how long this process has known the claim
     */
    public record SeenNames(boolean sinceClaim, Map<String, Long> here, Duration under) {
        /** Nothing remembered. */
        public static final SeenNames NOTHING = new SeenNames(false, Map.of(), Duration.ZERO);

        public SeenNames {
            here = Map.copyOf(here);
        }
    }

    public Followers {
        routes = List.copyOf(routes);
        namespaces = List.copyOf(namespaces);
        workers = List.copyOf(workers);
    }

    /** Where no workers are restarted. */
    public Followers(List<RouteReading> routes, List<NamespaceReading> namespaces, SeenNames seen) {
        this(routes, namespaces, seen, List.of());
    }

    /** The routes that may be moved. */
    List<RouteReading> owned() {
        return routes.stream()
                .filter(route -> route.state() == RouteReading.RouteState.OWNED)
                .toList();
    }
}
