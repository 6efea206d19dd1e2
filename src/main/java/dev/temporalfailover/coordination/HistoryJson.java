package dev.temporalfailover.coordination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.OthersJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One record of the history as one line of JSON. Texts are cut and cleaned ({@link Line}); evidence is not kept, it is in
 * the audit log. Fields that are not known are passed over, so that an older instance reads what a newer one wrote.
 */
final class HistoryJson {
    static final int MAX_LINE = 16 * 1024;
    private static final int MAX_LIST = 20;
    private static final int MAX_TEXT = 300;
    private static final JsonMapper JSON = JsonMapper.builder(OthersJson.factory()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(4)
                            .maxStringLength(MAX_LINE)
                            .build())
                    .build())
            .build();

    private HistoryJson() {}

    static String write(AuditEntry e) {
        ObjectNode root = JSON.createObjectNode();
        root.put("epoch", e.epoch()).put("at", e.at().toString()).put("instance", cut(e.instance()));
        root.put("by", cut(e.by())).put("automatic", e.automatic()).put("forced", e.forced());
        root.put("reason", cut(e.reason())).put("asked", cut(e.asked()));
        root.put("from", cut(e.from())).put("to", cut(e.to())).put("result", cut(e.result()));
        weights(root.putObject("before"), e.before());
        weights(root.putObject("after"), e.after());
        ArrayNode steps = root.putArray("steps");
        e.steps().stream().limit(MAX_LIST).forEach(step -> steps.add(cut(step)));
        ArrayNode rules = root.putArray("rules");
        e.rules().stream().limit(MAX_LIST).forEach(rule -> rules.addObject()
                .put("name", rule.name().name())
                .put("allows", rule.allows())
                .put("present", cut(rule.present())));
        ObjectNode stages = root.putObject("stages");
        e.stages().forEach((stage, took) -> stages.put(stage, took.toNanos() / 1e9));
        return root.toString();
    }

    private static void weights(ObjectNode into, Map<String, Integer> weights) {
        new TreeMap<>(weights).entrySet().stream().limit(MAX_LIST).forEach(w -> into.put(w.getKey(), w.getValue()));
    }

    /** @throws IllegalArgumentException if it is no such line */
    static AuditEntry read(String policy, String line) {
        if (line.length() > MAX_LINE) {
            throw new IllegalArgumentException("longer than " + MAX_LINE + " characters");
        }
        try {
            JsonNode n = JSON.readTree(line);
            if (n == null || !n.isObject() || !n.path("epoch").isIntegralNumber()) {
                throw new IllegalArgumentException("not a record");
            }
            return new AuditEntry(
                    policy,
                    n.path("epoch").longValue(),
                    Instant.parse(n.path("at").asText()),
                    text(n, "instance"),
                    text(n, "by"),
                    n.path("automatic").asBoolean(),
                    n.path("forced").asBoolean(),
                    text(n, "reason"),
                    text(n, "asked"),
                    text(n, "from"),
                    text(n, "to"),
                    weights(n.path("before")),
                    weights(n.path("after")),
                    text(n, "result"),
                    List.of(),
                    rules(n.path("rules")),
                    steps(n.path("steps")),
                    stages(n.path("stages")));
        } catch (JsonProcessingException | DateTimeException e) {
            throw new IllegalArgumentException("not a record", e);
        }
    }

    private static Map<String, Integer> weights(JsonNode n) {
        Map<String, Integer> found = new TreeMap<>();
        n.properties().stream()
                .limit(MAX_LIST)
                .forEach(w -> found.put(cut(w.getKey()), w.getValue().asInt()));
        return found;
    }

    private static List<String> steps(JsonNode n) {
        List<String> found = new ArrayList<>();
        n.forEach(step -> found.add(cut(step.asText())));
        return found.subList(0, Math.min(MAX_LIST, found.size()));
    }

    /** A rule of another version, which has no name here, is passed over. */
    private static List<Decision.Rule> rules(JsonNode n) {
        List<Decision.Rule> found = new ArrayList<>();
        for (JsonNode rule : n) {
            for (Decision.Reason known : Decision.Reason.values()) {
                if (known.name().equals(rule.path("name").asText())) {
                    found.add(new Decision.Rule(known, rule.path("allows").asBoolean(), text(rule, "present")));
                }
            }
        }
        return found.subList(0, Math.min(MAX_LIST, found.size()));
    }

    private static Map<String, Duration> stages(JsonNode n) {
        Map<String, Duration> found = new LinkedHashMap<>();
        n.properties().stream()
                .limit(MAX_LIST)
                .forEach(stage -> found.put(
                        cut(stage.getKey()),
                        Duration.ofNanos(Math.round(stage.getValue().asDouble() * 1e9))));
        return found;
    }

    private static String text(JsonNode n, String field) {
        return cut(n.path(field).asText(""));
    }

    private static String cut(String text) {
        return Line.of(text, MAX_TEXT);
    }
}
