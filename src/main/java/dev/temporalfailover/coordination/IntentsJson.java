package dev.temporalfailover.coordination;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Acknowledgement;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Intents as one JSON object, read strictly: an intent that is half understood must not be acted on. */
final class IntentsJson {
    static final int MAX_LENGTH = 8 * 1024;
    private static final int MAX_TEXT = 1024;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(4)
                            .maxStringLength(MAX_LENGTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private IntentsJson() {}

    /** @throws IllegalArgumentException naming what is wrong with it, never quoting it at length */
    static Intents read(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("longer than " + MAX_LENGTH + " characters");
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        only(root, "", "hold", "acknowledgement", "request", "takeover");
        return new Intents(
                part(root, "hold", "owner", "reason", "expires")
                        .map(n -> new Hold(text(n, "owner"), text(n, "reason"), time(n, "expires"))),
                part(root, "acknowledgement", "epoch", "by", "at")
                        .map(n -> new Acknowledgement(epoch(n), text(n, "by"), time(n, "at"))),
                part(root, "request", "kind", "to", "by", "reason", "automatic", "force", "expires")
                        .map(IntentsJson::request),
                part(root, "takeover", "from", "epoch", "since")
                        .map(n -> new Takeover(text(n, "from"), epoch(n), time(n, "since"))));
    }

    private static Request request(JsonNode n) {
        String kind = text(n, "kind");
        for (Kind known : Kind.values()) {
            if (known.name().equals(kind)) {
                return new Request(
                        known,
                        text(n, "to"),
                        text(n, "by"),
                        text(n, "reason"),
                        flag(n, "automatic"),
                        flag(n, "force"),
                        time(n, "expires"));
            }
        }
        throw new IllegalArgumentException("kind is neither FAILOVER nor FAILBACK");
    }

    /** @throws IllegalArgumentException if it would not be read back */
    static String write(Intents intents) {
        ObjectNode root = JSON.createObjectNode();
        intents.hold().ifPresent(h -> root.putObject("hold")
                .put("owner", h.owner())
                .put("reason", h.reason())
                .put("expires", h.expires().toString()));
        intents.acknowledgement().ifPresent(a -> root.putObject("acknowledgement")
                .put("epoch", a.epoch())
                .put("by", a.by())
                .put("at", a.at().toString()));
        intents.request().ifPresent(r -> root.putObject("request")
                .put("kind", r.kind().name())
                .put("to", r.to())
                .put("by", r.by())
                .put("reason", r.reason())
                .put("automatic", r.automatic())
                .put("force", r.force())
                .put("expires", r.expires().toString()));
        intents.takeover().ifPresent(t -> root.putObject("takeover")
                .put("from", t.from())
                .put("epoch", t.epoch())
                .put("since", t.since().toString()));
        String text = root.toString();
        read(text);
        return text;
    }

    private static Optional<JsonNode> part(JsonNode root, String name, String... fields) {
        if (!root.has(name)) {
            return Optional.empty();
        }
        JsonNode part = root.get(name);
        only(part, name + ".", fields);
        for (String field : fields) {
            if (!part.has(field)) {
                throw new IllegalArgumentException(name + "." + field + " is missing");
            }
        }
        return Optional.of(part);
    }

    private static void only(JsonNode node, String where, String... fields) {
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException(where + " is not an object");
        }
        Set<String> unknown = new TreeSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(List.of(fields));
        if (!unknown.isEmpty()) {
            String first = unknown.iterator().next();
            throw new IllegalArgumentException(
                    "unknown field " + where + first.substring(0, Math.min(40, first.length())));
        }
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (!value.isTextual() || value.textValue().length() > MAX_TEXT) {
            throw new IllegalArgumentException(field + " is not a text of at most " + MAX_TEXT + " characters");
        }
        return value.textValue();
    }

    private static boolean flag(JsonNode node, String field) {
        if (!node.get(field).isBoolean()) {
            throw new IllegalArgumentException(field + " is neither true nor false");
        }
        return node.get(field).booleanValue();
    }

    private static long epoch(JsonNode node) {
        JsonNode value = node.get("epoch");
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new IllegalArgumentException("epoch is not a number from 0 on");
        }
        return value.longValue();
    }

    private static Instant time(JsonNode node, String field) {
        try {
            return Instant.parse(text(node, field));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " is not a time like 2026-11-22T01:02:03Z", e);
        }
    }
}
