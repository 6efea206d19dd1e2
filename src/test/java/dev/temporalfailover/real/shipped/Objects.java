package dev.temporalfailover.real.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Place;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The objects of one region's cluster: what ships, applied, and read back from the API server. */
final class Objects {
    /** Why an object is not applied, by kind and name; patterns. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "PodMonitor .*", "Prometheus' operator is not installed",
            "Application .*", "Argo CD is not installed",
            "(Issuer|Certificate) .*",
                    "cert-manager is not installed; the certificates are made as deploy/README.md says",
            "(Gateway|VirtualService) temporal-failover-health",
                    "a vanilla Envoy gets no certificate from istiod, and nothing else on this stand comes in there");

    /** What the service itself writes into its route. */
    private static final String WRITTEN =
            "VirtualService temporal-frontend:(spec\\.http\\[0]\\.route\\[\\d]\\.weight" + "|metadata\\.annotations.*)";

    private final Place region;
    private final Addresses addresses;
    private final List<JsonNode> shipped = new ArrayList<>();
    private final List<JsonNode> run = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    /** @param parts of what ships, in the order in which a site applies them */
    Objects(Place region, List<Rendered> parts) {
        this.region = region;
        this.addresses = new Addresses(region);
        for (Rendered part : parts) {
            part.objects().forEach(this::take);
        }
    }

    private void take(JsonNode object) {
        String called = Rendered.called(object);
        for (Map.Entry<String, String> reason : LEFT_OUT.entrySet()) {
            if (called.matches(reason.getKey())) {
                said.add(called + " is not applied: " + reason.getValue());
                return;
            }
        }
        ObjectNode mine = object.deepCopy();
        if (called.equals("Gateway temporal-api")) {
            ((ObjectNode) mine.at("/spec/servers/0")).put("bind", addresses.entrance());
            ((ArrayNode) mine.at("/spec/servers")).remove(1);
        }
        said.addAll(Replacements.explained(called, object, mine));
        shipped.add(object);
        run.add(mine);
    }

    /** What differs or is left out, a line each. */
    List<String> said() {
        return said;
    }

    /** Applies them, namespaces first. */
    void apply(Ground ground, Cluster cluster) throws IOException, InterruptedException {
        List<JsonNode> ordered = new ArrayList<>(run);
        ordered.sort((one, other) -> Boolean.compare(isNamespace(other), isNamespace(one)));
        StringBuilder text = new StringBuilder();
        for (JsonNode one : ordered) {
            text.append(Rendered.YAML.writeValueAsString(one)).append('\n');
        }
        Path file = ground.directory().resolve("objects-" + region.name() + ".yaml");
        cluster.apply(Files.writeString(file, text));
    }

    private static boolean isNamespace(JsonNode object) {
        return object.path("kind").asText().equals("Namespace");
    }

    /**
     * Compares what the API server has now with what ships. Defaults that the server adds are no difference; a shipped key with
     * another value is, unless it may differ or the service itself writes it.
     *
     * @return how many keys were compared
     */
    int compare(Cluster cluster) {
        int compared = 0;
        KubernetesClient client = cluster.admin();
        for (JsonNode one : shipped) {
            GenericKubernetesResource live = client.resource(
                            client.getKubernetesSerialization().convertValue(one, GenericKubernetesResource.class))
                    .get();
            if (live == null) {
                throw new IllegalStateException(Rendered.called(one) + " is gone from " + region.name());
            }
            JsonNode tree = client.getKubernetesSerialization().convertValue(live, JsonNode.class);
            compared += compare(one, tree);
        }
        return compared;
    }

    private static int compare(JsonNode one, JsonNode live) {
        String called = Rendered.called(one);
        SortedMap<String, String> ships = Replacements.flat(one);
        SortedMap<String, String> is = Replacements.flat(live);
        ships.keySet().removeIf(key -> (called + ":" + key).matches(WRITTEN));
        SortedMap<String, String> same = new TreeMap<>(is);
        same.keySet().retainAll(ships.keySet());
        Replacements.explained(called, tree(ships), tree(same));
        return ships.size();
    }

    private static JsonNode tree(Map<String, String> flat) {
        ObjectNode tree = Rendered.YAML.createObjectNode();
        flat.forEach(tree::put);
        return tree;
    }
}
