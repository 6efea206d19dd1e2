package dev.temporalfailover.emulator.regions;

import dev.temporalfailover.testkit.service.Safety;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What must hold when a scenario is over, whatever it was. */
final class Endings {

    private Endings() {}

    /**
     * Tells {@code safety} what does not.
     *
     * @param clusters those that live
     */
    static void check(World world, List<String> clusters, Safety safety) throws IOException, InterruptedException {
        for (ServiceProcess service : world.services.all()) {
            double violations = service.alive() ? service.metric("temporal_failover_invariant_violations_total") : 0;
            if (violations > 0) {
                safety.violated(Safety.SERVICE, service.name() + " counts " + violations);
            }
        }
        Map<String, Integer> dns = world.zone.state().weights();
        for (String cluster : clusters) {
            KubernetesRegion.Route route = world.kubernetes.get(cluster).route();
            if (!route.weights().equals(dns)) {
                safety.violated(Safety.AGREE, "DNS " + dns + ", " + cluster + " " + route.weights());
            }
        }
    }
}
