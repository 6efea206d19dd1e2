package dev.temporalfailover.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests;
import dev.temporalfailover.deploy.Manifests.Document;
import dev.temporalfailover.deploy.cluster.Flow.End;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** us-east-1's cluster: the policies that ship for it, and one pod of each kind. */
final class Region {
    /** Applied by choice only; the flow table is without it. */
    private static final String OPTIONAL = "application-database.yaml";

    private static final Set<String> FOLDERS = Set.of("examples", "us-east-1");

    private Region() {}

    /** By the names of {@code flows.csv}. */
    static Map<String, End> ends() {
        Map<String, End> ends = new HashMap<>();
        String backend = "temporal-backend";
        int host = 10;
        for (String name : List.of("frontend", "history", "matching", "system-worker", "web")) {
            Map<String, String> labels = Map.of("app.kubernetes.io/part-of", "temporal", "app", "temporal-" + name);
            ends.put(name, End.pod(backend, "10.244.1." + host++, labels));
        }
        for (String name : List.of("postgresql", "postgresql-2", "elasticsearch", "elasticsearch-2")) {
            ends.put(name, End.pod(backend, "10.244.1." + host++, Map.of("app", name.replace("-2", ""))));
        }
        ends.put("worker", End.pod("temporal-product", "10.244.2.1", Map.of("app", "temporal-worker")));
        ends.put("fastapi", End.pod("temporal-product", "10.244.2.2", Map.of("app", "fastapi-service")));
        ends.put("monitoring", End.pod("monitoring", "10.244.3.1", Map.of("app", "prometheus")));
        ends.put("postgres-exporter", End.pod("monitoring", "10.244.3.2", Map.of("app", "postgres-exporter")));
        ends.put("kube-dns", End.pod("kube-system", "10.244.3.3", Map.of("k8s-app", "kube-dns")));
        ends.put("not-dns", End.pod("stranger", "10.244.3.4", Map.of("k8s-app", "kube-dns")));
        ends.put("istiod", End.pod("istio-system", "10.244.3.5", Map.of("app", "istiod")));
        ends.put("gateway", End.pod("istio-system", "10.244.3.6", Map.of("istio", "ingressgateway")));
        ends.put("nginx", End.pod("ingress-nginx", "10.244.3.7", Map.of()));
        ends.put("stranger", End.pod("stranger", "10.244.3.8", Map.of("app", "temporal-worker")));
        for (String name : List.of("service", "service-2", "canary")) {
            String label = name.equals("canary") ? "temporal-failover-canary" : "temporal-failover";
            ends.put(name, End.pod("temporal-failover", "10.244.4." + host++, Map.of("app.kubernetes.io/name", label)));
        }
        ends.put("internet", End.outside("203.0.113.7"));
        ends.put("metadata", End.outside("169.254.169.254"));
        ends.put("other-region", End.outside("10.1.10.5"));
        ends.put("database", End.outside("10.0.100.5"));
        ends.put("api", End.endpointOf("default/kubernetes", "192.0.2.7"));
        return ends;
    }

    /** What Kubernetes alone says. */
    static KubernetesPolicies kubernetes() {
        List<NetworkPolicy> policies = Stream.of(
                        "deploy/base",
                        "deploy/overlays/us-east-1",
                        "deploy/components/canary",
                        "deploy/components/health-gateway",
                        "deploy/examples",
                        "deploy/cluster/network-policies")
                .flatMap(root -> Manifests.objects(root).stream())
                .filter(document ->
                        !document.file().startsWith("deploy/examples") || FOLDERS.contains(parent(document.file())))
                .filter(document -> !document.file().endsWith(OPTIONAL))
                .map(Document::typed)
                .filter(NetworkPolicy.class::isInstance)
                .map(NetworkPolicy.class::cast)
                .toList();
        return new KubernetesPolicies(policies, namespaces());
    }

    /** What Calico makes of the same and of its own. */
    static CalicoPolicies calico() {
        return new CalicoPolicies(kubernetes(), List.of(floor()));
    }

    /** The shipped global policy, freshly read. */
    static JsonNode floor() {
        return Manifests.yaml("deploy/cluster/calico/globalnetworkpolicy.yaml");
    }

    private static Map<String, Map<String, String>> namespaces() {
        Map<String, Map<String, String>> labels = new HashMap<>();
        for (String name : List.of(
                "monitoring", "kube-system", "istio-system", "ingress-nginx", "stranger", "temporal-failover")) {
            labels.put(name, Map.of("kubernetes.io/metadata.name", name));
        }
        for (Namespace namespace : Manifests.all("deploy/cluster/namespaces", Namespace.class)) {
            Map<String, String> own = new HashMap<>(namespace.getMetadata().getLabels());
            own.put("kubernetes.io/metadata.name", namespace.getMetadata().getName());
            labels.put(namespace.getMetadata().getName(), own);
        }
        return labels;
    }

    private static String parent(Path file) {
        return file.getParent().getFileName().toString();
    }
}
