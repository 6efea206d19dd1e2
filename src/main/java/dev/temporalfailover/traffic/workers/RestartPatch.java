package dev.temporalfailover.traffic.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.failover.plan.Step;
import java.time.Instant;

/**
 * The one JSON Patch (RFC 6902) of a restart: a test of the version that was read, our mark, and the annotation of the pods'
 * template that {@code kubectl rollout restart} writes. The test makes it a compare-and-swap: of two leaders one restarts.
 */
final class RestartPatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARKS = "/metadata/annotations";
    private static final String TEMPLATE = "/spec/template/metadata";

    private final ArrayNode operations = JSON.createArrayNode();
    private final JsonNode object;

    private RestartPatch(JsonNode object) {
        this.object = object;
    }

    /** @param at the time that it states, as text */
    static RestartPatch of(DeploymentDocument document, Step step, String at) {
        RestartPatch patch = new RestartPatch(document.object());
        patch.op("test", "/metadata/resourceVersion").put("value", document.version());
        patch.group(MARKS);
        patch.add(MARKS, DeploymentDocument.EPOCH, Long.toString(step.claim().epoch()));
        step.claim()
                .takeover()
                .ifPresentOrElse(
                        region -> patch.add(MARKS, DeploymentDocument.TAKEOVER, region),
                        () -> patch.remove(DeploymentDocument.TAKEOVER));
        step.batch()
                .newest(step.record().active())
                .map(Instant::toString)
                .ifPresent(moved -> patch.add(MARKS, DeploymentDocument.MOVED, moved));
        patch.group(TEMPLATE);
        patch.group(TEMPLATE + "/annotations");
        patch.add(TEMPLATE + "/annotations", DeploymentDocument.RESTARTED, at);
        return patch;
    }

    /** Makes the group that has none yet. */
    private void group(String pointer) {
        if (!object.at(pointer).isObject()) {
            op("add", pointer).putObject("value");
        }
    }

    private void add(String group, String key, String value) {
        op("add", group + "/" + escape(key)).put("value", value);
    }

    private void remove(String key) {
        if (object.at(MARKS).has(key)) {
            op("remove", MARKS + "/" + escape(key));
        }
    }

    private ObjectNode op(String op, String path) {
        return operations.addObject().put("op", op).put("path", path);
    }

    private static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    /** One line, as it is sent. */
    String text() {
        return operations.toString();
    }

    /** Indented, for people. */
    String pretty() {
        return operations.toPrettyString();
    }
}
