package dev.temporalfailover.coordination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Acknowledgement;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.failover.situation.Intents.Incident;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.OthersJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Intents as one JSON object, read strictly: an intent that is half understood must not be acted on. Texts are cleaned
 * ({@link Line}) as they are read.
 */
final class IntentsJson {
    static final int MAX_LENGTH = 24 * 1024;
    private static final int MAX_TEXT = 1024;
    private static final int MAX_PROBLEM = 200;
    private static final int MAX_UNKNOWN = 80;
    private static final JsonMapper JSON = JsonMapper.builder(OthersJson.factory()
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
            throw new IllegalArgumentException(Line.of("not JSON: " + e.getOriginalMessage(), MAX_PROBLEM), e);
        }
        only(root, "", "hold", "acknowledgement", "request", "takeover", "alerts", "incidents");
        return new Intents(
                part(root, "hold", "owner", "reason", "expires")
                        .map(n -> new Hold(text(n, "owner"), text(n, "reason"), time(n, "expires"))),
                part(root, "acknowledgement", "epoch", "by", "at")
                        .map(n -> new Acknowledgement(epoch(n), text(n, "by"), time(n, "at"))),
                request(root),
                part(root, "takeover", "from", "epoch", "since")
                        .map(n -> new Takeover(text(n, "from"), epoch(n), time(n, "since"))),
                part(root, "alerts", "since").map(n -> time(n, "since")),
                incidents(root));
    }

    private static Optional<Request> request(JsonNode root) {
        boolean leaves = root.path("request").has("from");
        return (leaves
                        ? part(root, "request", "kind", "to", "by", "reason", "automatic", "force", "expires", "from")
                        : part(root, "request", "kind", "to", "by", "reason", "automatic", "force", "expires"))
                .map(IntentsJson::asked);
    }

    private static List<Incident> incidents(JsonNode root) {
        if (!root.has("incidents")) {
            return List.of();
        }
        JsonNode list = root.get("incidents");
        if (!list.isArray() || list.size() > Incident.MOST) {
            throw new IllegalArgumentException("incidents is not a list of at most " + Incident.MOST);
        }
        List<Incident> found = new ArrayList<>();
        for (JsonNode n : list) {
            only(n, "incidents.", "alert", "at", "action", "asks", "resolved");
            for (String field : List.of("alert", "at", "action", "asks", "resolved")) {
                if (!n.has(field)) {
                    throw new IllegalArgumentException("incidents." + field + " is missing");
                }
            }
            found.add(new Incident(
                    text(n, "alert"), time(n, "at"), text(n, "action"), text(n, "asks"), flag(n, "resolved")));
        }
        return found;
    }

    private static Request asked(JsonNode n) {
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
                        time(n, "expires"),
                        n.has("from") ? Optional.of(text(n, "from")) : Optional.empty());
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
        intents.request().ifPresent(r -> {
            ObjectNode request = root.putObject("request")
                    .put("kind", r.kind().name())
                    .put("to", r.to())
                    .put("by", r.by())
                    .put("reason", r.reason())
                    .put("automatic", r.automatic())
                    .put("force", r.force())
                    .put("expires", r.expires().toString());
            r.from().ifPresent(from -> request.put("from", from));
        });
        intents.takeover().ifPresent(t -> root.putObject("takeover")
                .put("from", t.from())
                .put("epoch", t.epoch())
                .put("since", t.since().toString()));
        intents.alertsSince().ifPresent(since -> root.putObject("alerts").put("since", since.toString()));
        if (!intents.incidents().isEmpty()) {
            ArrayNode list = root.putArray("incidents");
            intents.incidents().forEach(i -> list.addObject()
                    .put("alert", i.fingerprint())
                    .put("at", i.startsAt().toString())
                    .put("action", i.action())
                    .put("asks", i.asks())
                    .put("resolved", i.resolved()));
        }
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
            throw new IllegalArgumentException((where.isEmpty() ? "it" : where) + " is not an object");
        }
        Set<String> unknown = new TreeSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(List.of(fields));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    Line.of("unknown field " + where + unknown.iterator().next(), MAX_UNKNOWN));
        }
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (!value.isTextual() || value.textValue().length() > MAX_TEXT) {
            throw new IllegalArgumentException(field + " is not a text of at most " + MAX_TEXT + " characters");
        }
        return Line.of(value.textValue(), MAX_TEXT);
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
            return Moment.bounded(Instant.parse(text(node, field)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " is not a time like 2026-11-22T01:02:03Z", e);
        }
    }
}
