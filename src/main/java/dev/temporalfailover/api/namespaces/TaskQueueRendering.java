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

    /**
     * How long this region's own cluster keeps a poll without a task: a worker that waits there gets its first task after a move
     * so much later at most.
     *
     * @param namespace where it is measured
     * @param seconds the longer of the last two polls; absent if none was measured
     * @param ageSeconds since the last of them ended; absent if none did
     * @param tooLong true if {@code matching.longPollExpirationInterval} should be set lower
     * @param problem why the last poll says nothing; empty if it does
     */
    @RegisterForReflection
    @Schema(name = "LongPoll")
    @JsonInclude(Include.NON_NULL)
    public record LongPollView(String namespace, Double seconds, Double ageSeconds, boolean tooLong, String problem) {}

    static LongPollView longPoll(PolicyStatus s) {
        return s.watch()
                .longPoll()
                .map(poll -> new LongPollView(
                        poll.namespace(),
                        poll.bound().map(TaskQueueRendering::seconds).orElse(null),
                        poll.read()
                                .map(read -> seconds(s.at().steady().minus(read)))
                                .orElse(null),
                        poll.advice().isPresent(),
                        poll.problem()))
                .orElse(null);
    }

    /** How long polls last, or why that is not known. */
    static Optional<String> longPollLine(PolicyStatus s) {
        return s.watch().longPoll().map(poll -> {
            String problem = poll.problem().isEmpty() ? "" : "; the last poll said nothing: " + poll.problem();
            return poll.bound()
                            .map(time -> "a poll without a task lasts " + seconds(time) + " s here, measured in "
                                    + poll.namespace())
                            .orElse("how long a poll without a task lasts here is not known yet")
                    + problem;
        });
    }

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
