package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.outside.Line;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One live object seen through its settings.
 *
 * @param settings what it is read by
 * @param object the whole object as the API server sent it
 * @param entries its weights
 */
record RouteDocument(RouteSettings settings, JsonNode object, RouteEntries entries) {
    private static final int MAX_NAME = 253;
    private static final int MAX_DETAIL = 500;

    static RouteDocument of(RouteSettings settings, JsonNode object) {
        return new RouteDocument(settings, object, RouteEntries.find(object, settings));
    }

    /** For example {@code VirtualService temporal-backend/temporal-frontend}. */
    String id() {
        return id(settings, name());
    }

    static String id(RouteSettings settings, String name) {
        return settings.kind().kubernetes() + " " + settings.namespace() + "/" + Line.of(name, MAX_NAME);
    }

    String name() {
        return object.at("/metadata/name").asText();
    }

    String resourceVersion() {
        return object.at("/metadata/resourceVersion").asText();
    }

    /** What its annotations say, {@link Claim#NONE} without a readable epoch. */
    Claim claim() {
        OptionalLong epoch = RouteMarks.epoch(object);
        Optional<String> takeover = RouteMarks.takeover(object).filter(settings.destinations()::containsKey);
        return epoch.isEmpty() ? Claim.NONE : new Claim(epoch.getAsLong(), takeover);
    }

    /** @param ours our own field manager, which is never named as the other writer */
    RouteReading reading(String ours) {
        if (entries.problem() != null) {
            return reading(entries.problem(), entries.detail());
        }
        Map<String, Integer> live = entries.weights();
        if (!RouteMarks.any(object)) {
            return settings.adopt() ? reading(RouteState.OWNED, "not owned yet, to be adopted") : unclaimed();
        }
        OptionalLong epoch = RouteMarks.epoch(object);
        Optional<Map<String, Integer>> stated = RouteMarks.weights(object);
        if (epoch.isEmpty() || stated.isEmpty()) {
            return reading(
                    RouteState.FOREIGN,
                    "its annotations " + RouteMarks.EPOCH + " and " + RouteMarks.WEIGHTS
                            + " are not readable; last other writer: " + OtherWriter.name(object, ours));
        }
        if (RouteMarks.takeover(object).isPresent() && claim().takeover().isEmpty()) {
            return reading(
                    RouteState.FOREIGN,
                    "its annotation " + RouteMarks.TAKEOVER + " names no region of it; last other writer: "
                            + OtherWriter.name(object, ours));
        }
        if (!stated.get().equals(live)) {
            return reading(
                    RouteState.FOREIGN,
                    "weights are " + RouteMarks.text(live) + " but epoch " + epoch.getAsLong()
                            + " wrote " + RouteMarks.text(stated.get()) + "; last other writer: "
                            + OtherWriter.name(object, ours));
        }
        return reading(RouteState.OWNED, "");
    }

    private RouteReading unclaimed() {
        String why = "it has no " + RouteMarks.EPOCH + " annotation and may not be adopted";
        return new RouteReading(id(), RouteState.FOREIGN, entries.weights(), claim(), why, true);
    }

    private RouteReading reading(RouteState state, String detail) {
        return new RouteReading(id(), state, entries.weights(), claim(), Line.of(detail, MAX_DETAIL));
    }
}
