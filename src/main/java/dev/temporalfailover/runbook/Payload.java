package dev.temporalfailover.runbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.NotJson;
import dev.temporalfailover.outside.OthersJson;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Alertmanager's webhook payload, version 4. What we use of alerts that ask for an action is checked strictly, one by one;
 * whatever else there is cannot keep them from acting. Texts are cleaned and cut ({@link Line}) as they are read.
 *
 * @param others what is said of alerts that ask for nothing, or cannot be read
 * @param cut alerts that ask for an action and were too many
 * @param truncated alerts that Alertmanager left out ({@code max_alerts}); nothing may be concluded from their absence
 */
record Payload(List<Alert> alerts, List<AlertResult> others, long truncated, long cut) {
    /** Of more alerts than this that ask for an action the later ones are left out, and counted. */
    static final int MAX_ALERTS = 500;

    /** A longer body is refused. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_SHOWN = 64;
    private static final List<String> USED = List.of("alertname", Runbook.ACTION, "region", Runbook.TO, "policy");
    private static final int MAX_TEXT = 500;
    private static final ObjectMapper JSON = JsonMapper.builder(
                    OthersJson.factory().build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(20)
                        .maxDocumentLength(MAX_BYTES)
                        // Of 500 alerts each may have a hundred; an empty object is three bytes, and eighty here.
                        .maxTokenCount(100_000)
                        .build());
    }

    Payload {
        alerts = List.copyOf(alerts);
        others = List.copyOf(others);
    }

    static Payload parse(byte[] body) throws BadPayload {
        if (body.length > MAX_BYTES) {
            throw new BadPayload("", "the body is larger than " + MAX_BYTES + " bytes");
        }
        JsonNode root = root(body);
        if (!root.path("version").isTextual()
                || !root.path("version").textValue().equals("4")) {
            throw new BadPayload("version", "must be \"4\"");
        }
        JsonNode alerts = root.path("alerts");
        if (!alerts.isArray()) {
            throw new BadPayload("alerts", "must be a list");
        }
        List<Alert> found = new ArrayList<>();
        List<AlertResult> others = new ArrayList<>();
        Optional<BadPayload> first = Optional.empty();
        long cut = 0;
        for (int i = 0; i < alerts.size(); i++) {
            JsonNode node = alerts.get(i);
            boolean asks = node.path("labels").has(Runbook.ACTION);
            if (!asks && node.isObject() && node.path("labels").isObject()) {
                others.add(new AlertResult(shown(node), "", AlertOutcome.IGNORED, "no label " + Runbook.ACTION));
                continue;
            }
            try {
                Alert alert = alert(node, "alerts[" + i + "]");
                if (found.size() < MAX_ALERTS) {
                    found.add(alert);
                } else {
                    cut++;
                }
            } catch (BadPayload bad) {
                first = first.or(() -> Optional.of(bad));
                others.add(
                        new AlertResult(shown(node), "", AlertOutcome.REFUSED, bad.field() + " " + bad.getMessage()));
            }
        }
        if (found.isEmpty() && first.isPresent()) {
            throw first.get();
        }
        JsonNode truncated = root.path("truncatedAlerts");
        if (!truncated.isMissingNode()
                && !truncated.isNull()
                && !(truncated.isIntegralNumber() && truncated.asLong() >= 0)) {
            throw new BadPayload("truncatedAlerts", "must be a number of at least 0");
        }
        return new Payload(found, others, truncated.asLong(), cut);
    }

    private static JsonNode root(byte[] body) throws BadPayload {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            throw new BadPayload("", "the body is " + NotJson.why(notJson));
        } catch (IOException unreadable) {
            throw new BadPayload("", "the body is not JSON: its characters cannot be read");
        }
        if (root == null || !root.isObject()) {
            throw new BadPayload("", "the body must be a JSON object");
        }
        return root;
    }

    private static Alert alert(JsonNode node, String at) throws BadPayload {
        if (!node.isObject()) {
            throw new BadPayload(at, "must be an object");
        }
        String status = text(node, at, "status");
        if (!status.equals("firing") && !status.equals("resolved")) {
            throw new BadPayload(at + ".status", "must be firing or resolved");
        }
        String fingerprint = text(node, at, "fingerprint");
        if (!fingerprint.matches("[0-9a-zA-Z_-]{1,64}")) {
            throw new BadPayload(at + ".fingerprint", "must be 1 to 64 letters and digits");
        }
        Instant startsAt;
        try {
            startsAt = OffsetDateTime.parse(text(node, at, "startsAt")).toInstant();
        } catch (DateTimeException notATime) {
            throw new BadPayload(at + ".startsAt", "must be an RFC 3339 time");
        }
        return new Alert(
                status.equals("firing"), fingerprint, startsAt, labels(node.path("labels"), at + ".labels"), "");
    }

    /** Those that we use: what others there are may be of any number, length and kind. */
    private static Map<String, String> labels(JsonNode node, String at) throws BadPayload {
        if (!node.isObject()) {
            throw new BadPayload(at, "must be an object");
        }
        Map<String, String> labels = new HashMap<>();
        for (String name : USED) {
            if (node.has(name)) {
                labels.put(name, text(node, at, name));
            }
        }
        return labels;
    }

    /** Which alert it is, for the answer, whatever is wrong with it. */
    private static String shown(JsonNode alert) {
        return Line.of(alert.path("fingerprint").asText(), MAX_SHOWN);
    }

    private static String text(JsonNode node, String at, String field) throws BadPayload {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new BadPayload(at + "." + field, value.isMissingNode() ? "is missing" : "must be a string");
        }
        return Line.of(value.textValue(), MAX_TEXT);
    }
}
