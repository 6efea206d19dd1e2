package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.outside.Line;

/** Names the last writer of an object's spec, from {@code metadata.managedFields}. */
final class OtherWriter {
    private static final int MAX_LENGTH = 200;

    private OtherWriter() {}

    /** For example {@code argocd-controller (Apply, 2026-11-22T01:02:03Z)}; never empty. */
    static String name(JsonNode object, String ours) {
        JsonNode newest = null;
        for (JsonNode entry : object.at("/metadata/managedFields")) {
            boolean other = !entry.path("manager").asText().equals(ours);
            if (other
                    && entry.path("fieldsV1").has("f:spec")
                    && (newest == null || !time(entry).isBlank() && time(entry).compareTo(time(newest)) >= 0)) {
                newest = entry;
            }
        }
        if (newest == null) {
            return "an unnamed writer";
        }
        return Line.of(
                newest.path("manager").asText("?") + " ("
                        + newest.path("operation").asText("?") + ", " + time(newest) + ")",
                MAX_LENGTH);
    }

    private static String time(JsonNode entry) {
        return entry.path("time").asText("");
    }
}
