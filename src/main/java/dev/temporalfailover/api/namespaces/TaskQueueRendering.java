package dev.temporalfailover.api.namespaces;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.PollerState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Critical task queues and who polls them, as views and as a line for a person. */
public final class TaskQueueRendering {
    private TaskQueueRendering() {}

    /**
     * Who polls a critical task queue in this region's own cluster.
     *
     * @param type workflow, activity or nexus
     * @param state polled, none, stale (not answered lately) or unread (never answered)
     * @param pollers that polled in the two minutes before it was asked; absent if it never answered
     * @param lastSeenSeconds since any poller last polled; absent if none is listed
     * @param ageSeconds since the cluster answered; absent if it never did
     * @param problem why the last question had no answer; empty if it had one
     */
    @RegisterForReflection
    @Schema(name = "TaskQueue")
    @JsonInclude(Include.NON_NULL)
    public record TaskQueueView(
            String namespace,
            String taskQueue,
            String type,
            String state,
            Integer pollers,
            Double lastSeenSeconds,
            Double ageSeconds,
            String problem) {}

    static List<TaskQueueView> views(PolicyStatus s) {
        return s.pollers().stream().map(one -> view(one, s.at().steady())).toList();
    }

    private static TaskQueueView view(QueuePollers one, Duration now) {
        return new TaskQueueView(
                one.queue().namespace(),
                one.queue().name(),
                one.queue().kind().word(),
                one.state(now).word(),
                one.read().map(read -> one.pollers()).orElse(null),
                one.idle(now).map(TaskQueueRendering::seconds).orElse(null),
                one.read().map(read -> seconds(now.minus(read))).orElse(null),
                one.problem());
    }

    private static double seconds(Duration time) {
        return Math.max(0, time.toMillis() / 1000.0);
    }

    /** How many have pollers; the readiness names those that have none. */
    static Optional<String> line(PolicyStatus s) {
        long polled = s.pollers().stream()
                .filter(one -> one.state(s.at().steady()) == PollerState.POLLED)
                .count();
        return s.pollers().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        polled + " of " + s.pollers().size() + " critical task queues have pollers in this region");
    }
}
