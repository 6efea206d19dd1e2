package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Patches as lines that a test can compare. */
final class Patches {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Patches() {}

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** The operations of a printed patch. */
    static JsonNode tree(String printed) {
        return json(printed.substring(printed.indexOf('\n')));
    }

    /** The request line, then one operation a line. */
    static String compact(String printed) {
        StringBuilder lines = new StringBuilder(printed.substring(0, printed.indexOf('\n') + 1));
        for (JsonNode op : tree(printed)) {
            lines.append(op.path("op").asText())
                    .append(' ')
                    .append(op.path("path").asText())
                    .append(' ')
                    .append(op.path("value"))
                    .append('\n');
        }
        return lines.toString();
    }
}
