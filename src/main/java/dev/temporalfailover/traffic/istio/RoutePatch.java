package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.failover.plan.Step;
import java.util.Optional;

/**
 * The one JSON Patch (RFC 6902) of a step: tests first, then weights, then our annotations.
 *
 * <p>The test on resourceVersion alone makes it a compare-and-swap; those on hosts and old weights keep it one for a
 * reader of the audit, and against an API server that would apply it to another version. Weights are set by {@code add},
 * which RFC 6902 defines to replace what is there: it serves a weight that was absent too.
 */
final class RoutePatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final ArrayNode operations = JSON.createArrayNode();

    private RoutePatch() {}

    /** @throws IllegalArgumentException if the step has no weight for a region of the object */
    static RoutePatch of(RouteDocument document, Step step) {
        RoutePatch patch = new RoutePatch();
        patch.op("test", "/metadata/resourceVersion").put("value", document.resourceVersion());
        for (RouteEntries.Entry entry : document.entries().entries()) {
            patch.op("test", entry.pointer() + entry.hostPointer()).put("value", entry.host());
            if (entry.weight() != null) {
                patch.op("test", entry.pointer() + "/weight").put("value", entry.weight());
            }
        }
        for (RouteEntries.Entry entry : document.entries().entries()) {
            Integer weight = step.after().get(entry.region());
            if (weight == null) {
                throw new IllegalArgumentException("the step has no weight for " + entry.region());
            }
            patch.op("add", entry.pointer() + "/weight").put("value", weight);
        }
        patch.annotate(document, step);
        return patch;
    }

    private void annotate(RouteDocument document, Step step) {
        JsonNode present = document.object().at("/metadata/annotations");
        ObjectNode marks =
                present.isObject() ? null : op("add", "/metadata/annotations").putObject("value");
        mark(marks, RouteMarks.EPOCH, Long.toString(step.claim().epoch()));
        mark(marks, RouteMarks.WEIGHTS, RouteMarks.text(step.after()));
        Optional<String> takeover = step.claim().takeover();
        if (takeover.isPresent()) {
            mark(marks, RouteMarks.TAKEOVER, takeover.get());
        } else if (present.has(RouteMarks.TAKEOVER)) {
            op("remove", annotation(RouteMarks.TAKEOVER));
        }
    }

    /** @param all the object to be added, null where annotations exist and each is added by itself */
    private void mark(ObjectNode all, String key, String value) {
        if (all != null) {
            all.put(key, value);
        } else {
            op("add", annotation(key)).put("value", value);
        }
    }

    private static String annotation(String key) {
        return "/metadata/annotations/" + escape(key);
    }

    /** One line, as it is sent. */
    String text() {
        return operations.toString();
    }

    /** Indented, for people. */
    String pretty() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(operations);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of strings and numbers is always printable", impossible);
        }
    }

    private ObjectNode op(String op, String path) {
        return operations.addObject().put("op", op).put("path", path);
    }

    private static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
