package dev.temporalfailover.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests;
import dev.temporalfailover.deploy.Manifests.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The shipped objects, by kind. */
final class Shipped {
    private Shipped() {}

    /** Objects of a kind under {@code deploy/cluster} and {@code deploy/examples}. */
    static List<JsonNode> ofKind(String kind) {
        return Stream.of("deploy/cluster", "deploy/examples")
                .flatMap(root -> Manifests.objects(root).stream())
                .filter(document -> document.kind().equals(kind))
                .map(Document::tree)
                .toList();
    }

    /** Name to its ports, of the Services of temporal-backend. */
    static Map<String, Map<Integer, JsonNode>> services() {
        Map<String, Map<Integer, JsonNode>> services = new HashMap<>();
        for (JsonNode service : ofKind("Service")) {
            if (service.at("/metadata/namespace").asText().equals("temporal-backend")) {
                Map<Integer, JsonNode> ports = services.computeIfAbsent(name(service), n -> new HashMap<>());
                each(service.at("/spec/ports"))
                        .forEach(port -> ports.put(port.path("port").asInt(), port));
            }
        }
        return services;
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    static List<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    static List<String> words(JsonNode list) {
        return each(list).stream().map(JsonNode::asText).toList();
    }
}
