package dev.temporalfailover.emulator.regions;

import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteBuilder;
import io.fabric8.istio.api.networking.v1.DestinationRule;
import io.fabric8.istio.api.networking.v1.DestinationRuleBuilder;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.istio.api.networking.v1.VirtualServiceBuilder;
import java.util.Map;

/** The Istio objects of the sandbox, as the shipped examples have them. */
final class MeshObjects {

    private MeshObjects() {}

    /** All traffic to the first host, none to the others. */
    static VirtualService virtualService(String namespace, String name, Map<String, String> hosts) {
        HTTPRouteBuilder route = new HTTPRouteBuilder().withName("frontend");
        int weight = 100;
        for (String host : hosts.values()) {
            route.addNewRoute()
                    .withNewDestination()
                    .withHost(host)
                    .endDestination()
                    .withWeight(weight)
                    .endRoute();
            weight = 0;
        }
        return new VirtualServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withHosts(name)
                .withHttp(route.build())
                .endSpec()
                .build();
    }

    /** Outlier detection that may eject every host of a dead region. */
    static DestinationRule destinationRule(String namespace, String name, String host) {
        return new DestinationRuleBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withHost(host)
                .withNewTrafficPolicy()
                .withNewOutlierDetection()
                .withConsecutive5xxErrors(5)
                .withInterval("10s")
                .withBaseEjectionTime("30s")
                .withMaxEjectionPercent(100)
                .endOutlierDetection()
                .endTrafficPolicy()
                .endSpec()
                .build();
    }
}
