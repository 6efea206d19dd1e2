package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.coordination.AccessReviews.NeededRight;
import dev.temporalfailover.coordination.LeadershipSettings;
import dev.temporalfailover.traffic.istio.RouteSettings;
import dev.temporalfailover.traffic.workers.WorkerDeployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a leader with this configuration does at the Kubernetes API. */
final class NeededRights {
    private NeededRights() {}

    static List<NeededRight> of(Config config) {
        List<NeededRight> all = new ArrayList<>();
        LeadershipSettings leadership = config.leadership();
        if (leadership.lease().isPresent()) {
            own(leadership, all);
        }
        for (Config.Policy policy : config.policies()) {
            policy.routes().forEach(route -> route(policy.policy().name(), route, all));
            for (WorkerDeployment workers : policy.workers()) {
                for (String verb : List.of("get", "patch")) {
                    all.add(new NeededRight(
                            Optional.of(policy.policy().name()),
                            WorkerDeployment.GROUP,
                            WorkerDeployment.PLURAL,
                            workers.namespace(),
                            Optional.of(workers.name()),
                            verb));
                }
            }
        }
        return all;
    }

    private static void own(LeadershipSettings l, List<NeededRight> all) {
        all.add(here(l, "coordination.k8s.io", "leases", "", "create"));
        all.add(here(l, "coordination.k8s.io", "leases", l.name(), "get"));
        all.add(here(l, "coordination.k8s.io", "leases", l.name(), "update"));
        all.add(here(l, "", "configmaps", "", "create"));
        for (String suffix : List.of("-intents", "-history")) {
            for (String verb : List.of("get", "list", "watch", "update")) {
                all.add(here(l, "", "configmaps", l.name() + suffix, verb));
            }
        }
        all.add(here(l, "", "pods", "", "get"));
        all.add(here(l, "events.k8s.io", "events", "", "create"));
    }

    private static NeededRight here(LeadershipSettings l, String group, String resource, String name, String verb) {
        Optional<String> named = Optional.of(name).filter(n -> !n.isEmpty());
        return new NeededRight(Optional.empty(), group, resource, l.namespace(), named, verb);
    }

    private static void route(String policy, RouteSettings route, List<NeededRight> all) {
        for (String verb : List.of("get", "list", "watch", "patch")) {
            // A route that labels find may have any name.
            all.add(new NeededRight(
                    Optional.of(policy),
                    route.kind().group(),
                    route.kind().plural(),
                    route.namespace(),
                    route.name(),
                    verb));
        }
    }
}
