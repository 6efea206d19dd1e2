package dev.temporalfailover.emulator.regions;

import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestination;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What the proxies of a cluster know: the VirtualService's weights, kept up to date by a watch. */
final class MeshView implements Supplier<Map<String, Integer>>, ResourceEventHandler<VirtualService>, AutoCloseable {
    private final Map<String, String> regionOf;
    private volatile Map<String, Integer> weights = Map.of();
    private SharedIndexInformer<VirtualService> informer;

    /** @param regionOf region by destination host */
    MeshView(Map<String, String> regionOf) {
        this.regionOf = Map.copyOf(regionOf);
    }

    /** Reads the route, then follows it. */
    void watch(KubernetesClient client) {
        informer = client.resources(VirtualService.class)
                .inNamespace(KubernetesRegion.NAMESPACE)
                .withName(KubernetesRegion.ROUTE)
                .inform(this);
    }

    @Override
    public Map<String, Integer> get() {
        return weights;
    }

    @Override
    public void onAdd(VirtualService route) {
        Map<String, Integer> now = new TreeMap<>();
        for (HTTPRouteDestination to : route.getSpec().getHttp().get(0).getRoute()) {
            now.put(regionOf.get(to.getDestination().getHost()), to.getWeight() == null ? 0 : to.getWeight());
        }
        weights = now;
    }

    @Override
    public void onUpdate(VirtualService old, VirtualService route) {
        onAdd(route);
    }

    @Override
    public void onDelete(VirtualService route, boolean unknown) {
        // A proxy keeps the routes that it has while nobody gives it others.
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.close();
        }
    }
}
