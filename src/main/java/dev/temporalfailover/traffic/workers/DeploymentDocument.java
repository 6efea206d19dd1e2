package dev.temporalfailover.traffic.workers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.WorkerReading.WorkerState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A Deployment as the API server sent it: whether it is at rest, and under which claim it was last restarted. */
record DeploymentDocument(JsonNode object) {
    static final String EPOCH = "temporal-failover.dev/epoch";
    static final String TAKEOVER = "temporal-failover.dev/takeover";
    /** When the newest of the namespaces had come, by Temporal's clock. */
    static final String MOVED = "temporal-failover.dev/namespaces-moved";
    /** What {@code kubectl rollout restart} writes, in the template. */
    static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";

    private static final int LONGEST = 255;

    /** Whether a rollout goes on, with one line for a person. */
    record Rollout(WorkerState state, String detail) {}

    /** The rules of {@code kubectl rollout status}. */
    Rollout rollout() {
        JsonNode status = object.path("status");
        int wanted = object.at("/spec/replicas").asInt(1);
        int updated = status.path("updatedReplicas").asInt(0);
        int all = status.path("replicas").asInt(0);
        int available = status.path("availableReplicas").asInt(0);
        if (object.at("/spec/paused").asBoolean(false)) {
            return new Rollout(WorkerState.RESTING, "paused");
        }
        if (wanted == 0) {
            return new Rollout(WorkerState.RESTING, "no replicas");
        }
        if (object.at("/metadata/generation").asLong(0)
                > status.path("observedGeneration").asLong(0)) {
            return new Rollout(WorkerState.ROLLING, "its controller has not seen its newest version yet");
        }
        String stuck = isStuck(status) ? ", no progress within its deadline" : "";
        if (updated < wanted) {
            return new Rollout(WorkerState.ROLLING, updated + " of " + wanted + " pods are new" + stuck);
        }
        if (all > updated) {
            return new Rollout(WorkerState.ROLLING, (all - updated) + " old pods are still there" + stuck);
        }
        return available < updated
                ? new Rollout(WorkerState.ROLLING, available + " of " + updated + " new pods are available" + stuck)
                : new Rollout(WorkerState.READY, "");
    }

    private static boolean isStuck(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("reason").asText().equals("ProgressDeadlineExceeded")) {
                return true;
            }
        }
        return false;
    }

    /** The claim of the last restart; {@link Claim#NONE} without a mark that can be read. */
    Claim claim() {
        OptionalLong epoch = EpochRecord.number(annotation(EPOCH));
        if (epoch.isEmpty()) {
            return Claim.NONE;
        }
        String region = annotation(TAKEOVER);
        return region.isEmpty() ? Claim.of(epoch.getAsLong()) : Claim.takeover(epoch.getAsLong(), region);
    }

    Optional<Instant> moved() {
        try {
            return Optional.of(annotation(MOVED))
                    .filter(text -> !text.isEmpty())
                    .map(Instant::parse)
                    .map(Moment::bounded);
        } catch (DateTimeException otherwise) {
            return Optional.empty();
        }
    }

    private String annotation(String key) {
        String text = object.at("/metadata/annotations").path(key).asText("");
        return text.length() > LONGEST ? "" : text;
    }

    String version() {
        return object.at("/metadata/resourceVersion").asText();
    }
}
