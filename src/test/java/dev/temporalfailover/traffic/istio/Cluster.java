package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.testkit.TestClock;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteDestination;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import dev.temporalfailover.traffic.istio.proxy.MeshSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A cluster with a switch on it, and a clock in the test's hand. */
final class Cluster implements AutoCloseable {
    static final String EAST = "temporal-frontend.temporal-backend.svc.cluster.local";
    static final String WEST = "temporal-frontend.us-west-2.example.com";
    static final String VS = "/apis/networking.istio.io/v1/namespaces/temporal-backend/virtualservices/";
    static final String OBJECT = VS + "temporal-frontend";
    static final String ID = "VirtualService temporal-backend/temporal-frontend";
    static final Map<String, Integer> TO_EAST = Map.of("us-east-1", 100, "us-west-2", 0);
    static final Map<String, Integer> TO_WEST = Map.of("us-east-1", 0, "us-west-2", 100);

    final StrictKubernetesApi api = StrictKubernetesApi.start();
    final KubernetesClient client = api.client();
    final AtomicReference<Duration> now = new AtomicReference<>(Duration.ZERO);
    final AtomicInteger changes = new AtomicInteger();
    private final List<IstioSwitch> opened = new ArrayList<>();

    static RouteSettings settings(RouteKind kind, String name, String selector, String route, boolean adopt) {
        boolean istio = kind == RouteKind.VIRTUAL_SERVICE;
        Map<String, RouteDestination> destinations = Map.of(
                "us-east-1", new RouteDestination(istio ? EAST : "temporal-east", Optional.empty()),
                "us-west-2", new RouteDestination(istio ? WEST : "temporal-west", Optional.empty()));
        return new RouteSettings(
                kind,
                "temporal-backend",
                Optional.ofNullable(name),
                Optional.ofNullable(selector),
                Optional.ofNullable(route),
                destinations,
                adopt,
                Optional.empty());
    }

    static RouteSettings frontend() {
        return settings(RouteKind.VIRTUAL_SERVICE, "temporal-frontend", null, null, true);
    }

    /** The switch, not watching yet; reads are plain calls until {@link IstioSwitch#start}. */
    IstioSwitch open(RouteSettings... routes) {
        return open(MeshSettings.NONE, routes);
    }

    IstioSwitch open(MeshSettings mesh, RouteSettings... routes) {
        RouteTimes times = new RouteTimes(Duration.ofSeconds(2), Duration.ZERO, Duration.ofMinutes(1));
        IstioSwitch opening = new IstioSwitch(
                client,
                List.of(routes),
                "temporal-failover",
                times,
                TestClock.of(now::get),
                mesh,
                ClientCheck.NONE,
                changes::incrementAndGet);
        opened.add(opening);
        return opening;
    }

    void later(long seconds) {
        now.updateAndGet(before -> before.plusSeconds(seconds));
    }

    static String virtualService(String name, String spec) {
        return """
                {"apiVersion":"networking.istio.io/v1","kind":"VirtualService",
                 "metadata":{"name":"%s","namespace":"temporal-backend","labels":{"app":"temporal"}},"spec":%s}""".formatted(name, spec);
    }

    static String pair(int east, int west) {
        return """
                [{"destination":{"host":"%s","port":{"number":7233}},"weight":%d},
                 {"destination":{"host":"%s"},"weight":%d,"headers":{"request":{"set":{"x":"~/1"}}}}]""".formatted(EAST, east, WEST, west);
    }

    void put(String spec) {
        api.put(OBJECT, virtualService("temporal-frontend", spec));
    }

    JsonNode live() {
        return api.get(OBJECT).orElseThrow();
    }

    static Step step(RouteReading route, Map<String, Integer> after, long epoch) {
        EpochRecord record = new EpochRecord(
                epoch, "us-west-2", after, "pod-a", "active_down", Instant.parse("2026-11-22T00:00:00Z"), List.of());
        return Step.route(route, record);
    }

    /** The object without what the switch may touch. */
    static JsonNode untouched(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        ObjectNode metadata = (ObjectNode) copy.get("metadata");
        metadata.remove(List.of("resourceVersion", "generation", "managedFields"));
        if (metadata.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(List.of(RouteMarks.EPOCH, RouteMarks.WEIGHTS, RouteMarks.TAKEOVER));
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
        copy.get("spec").findParents("weight").forEach(parent -> ((ObjectNode) parent).remove("weight"));
        return copy;
    }

    @Override
    public void close() {
        opened.forEach(IstioSwitch::close);
        client.close();
        api.close();
    }
}
