package dev.temporalfailover.runbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Alertmanager's webhook payload, version 4. What we use is checked strictly; unknown fields are ignored, because
 * Alertmanager adds some from release to release.
 *
 * @param truncated alerts that Alertmanager left out ({@code max_alerts}); nothing may be concluded from their absence
 */
record Payload(List<Alert> alerts, long truncated) {
    /** More alerts than this in one payload are refused. */
    static final int MAX_ALERTS = 500;

    /** A longer body is refused. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_LABELS = 100;
    private static final int MAX_TEXT = 1_000;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(20)
                        .maxDocumentLength(MAX_BYTES)
                        .build());
    }

    Payload {
        alerts = List.copyOf(alerts);
    }

    static Payload parse(byte[] body) throws BadPayload {
        if (body.length > MAX_BYTES) {
            throw new BadPayload("", "larger than " + MAX_BYTES + " bytes");
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
        if (alerts.size() > MAX_ALERTS) {
            throw new BadPayload("alerts", alerts.size() + " alerts, at most " + MAX_ALERTS);
        }
        List<Alert> found = new ArrayList<>();
        for (int i = 0; i < alerts.size(); i++) {
            found.add(alert(alerts.get(i), "alerts[" + i + "]"));
        }
        JsonNode truncated = root.path("truncatedAlerts");
        if (!truncated.isMissingNode() && !(truncated.isIntegralNumber() && truncated.asLong() >= 0)) {
            throw new BadPayload("truncatedAlerts", "must be a number of at least 0");
        }
        return new Payload(found, truncated.asLong());
    }

    private static JsonNode root(byte[] body) throws BadPayload {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            throw new BadPayload("", "not JSON: " + notJson.getOriginalMessage());
        } catch (IOException unreadable) {
            throw new BadPayload("", "not JSON: " + unreadable.getMessage());
        }
        if (root == null || !root.isObject()) {
            throw new BadPayload("", "must be a JSON object");
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

    private static Map<String, String> labels(JsonNode node, String at) throws BadPayload {
        if (!node.isObject()) {
            throw new BadPayload(at, "must be an object");
        }
        if (node.size() > MAX_LABELS) {
            throw new BadPayload(at, node.size() + " labels, at most " + MAX_LABELS);
        }
        Map<String, String> labels = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            labels.put(entry.getKey(), text(node, at, entry.getKey()));
        }
        return labels;
    }

    private static String text(JsonNode node, String at, String field) throws BadPayload {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new BadPayload(at + "." + field, value.isMissingNode() ? "is missing" : "must be a string");
        }
        if (value.textValue().length() > MAX_TEXT) {
            throw new BadPayload(at + "." + field, "longer than " + MAX_TEXT + " characters");
        }
        return value.textValue();
    }
}
