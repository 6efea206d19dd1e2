package dev.temporalfailover.real.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * The only container of a rendered DaemonSet or Deployment, as a kubelet would start it.
 *
 * @param overlay where the ConfigMaps are
 */
record Workload(Rendered overlay, JsonNode object) {

    /** The pod's environment. */
    Map<String, String> environment(String pod, String address) {
        Map<String, String> all = new TreeMap<>();
        for (JsonNode one : object.at("/spec/template/spec/containers/0/env")) {
            all.put(one.path("name").asText(), value(one, pod, address));
        }
        return all;
    }

    private String value(JsonNode one, String pod, String address) {
        if (one.has("value")) {
            return one.path("value").asText();
        }
        JsonNode from = one.path("valueFrom");
        if (from.has("configMapKeyRef")) {
            JsonNode reference = from.path("configMapKeyRef");
            return overlay.one("ConfigMap", reference.path("name").asText())
                    .path("data")
                    .path(reference.path("key").asText())
                    .asText();
        }
        String field = from.at("/fieldRef/fieldPath").asText();
        return switch (field) {
            case "metadata.name" -> pod;
            case "status.podIP" -> address;
            default -> throw new IllegalStateException("a kubelet knows " + field + ", the stand does not: " + one);
        };
    }

    /** The text of {@code config.yaml} as it is mounted. */
    String configuration() {
        for (JsonNode volume : object.at("/spec/template/spec/volumes")) {
            if (volume.path("name").asText().equals("config")) {
                return overlay.one("ConfigMap", volume.at("/configMap/name").asText())
                        .path("data")
                        .path("config.yaml")
                        .asText();
            }
        }
        throw new IllegalStateException("no volume config in " + Rendered.called(object));
    }
}
