package dev.temporalfailover.api;

import dev.temporalfailover.failover.status.WayAnswers;
import dev.temporalfailover.failover.status.WorkflowRun;
import dev.temporalfailover.loop.Operations;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a canary client reports; read by the leaders of its region. */
@Path("/api/v1/canary")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@Tag(name = "status")
class CanaryResource {
    private final Operations operations;

    CanaryResource(Operations operations) {
        this.operations = operations;
    }

    /**
     * @param ways all; none if this process is no canary client
     * @param workflow how its last workflow ended; null if it runs none
     */
    @Schema(
            name = "Canary",
            description = "Which Temporal cluster answered a canary client, and how its workflow ended")
    record CanaryView(List<WayView> ways, WorkflowView workflow) {}

    /**
     * @param outcome none (before the first), completed, unfit_namespace, not_started or not_finished
     * @param tookSeconds from the first call to the result or the failure
     * @param ageSeconds since it began
     * @param cluster the asked cluster's id; empty if it did not say
     * @param failure why there is no result; empty if there is one
     */
    @Schema(name = "CanaryWorkflow")
    record WorkflowView(String outcome, double tookSeconds, double ageSeconds, String cluster, String failure) {}

    /** @param calls the newest first */
    @Schema(name = "CanaryAnswers")
    record WayView(String way, List<CallView> calls) {}

    /**
     * @param ageSeconds since the call was sent
     * @param cluster the answering cluster's id; empty if it failed
     * @param failure why it failed; empty if it did not
     */
    @Schema(name = "CanaryCall")
    record CallView(double ageSeconds, String cluster, String failure) {}

    @GET
    @Operation(
            summary = "Which Temporal cluster answered a canary client, call by call",
            description = "Of a process with TEMPORAL_FAILOVER_ROLE=canary; no ways from an instance.")
    public CanaryView canary() {
        return new CanaryView(
                operations.canary().orElse(List.of()).stream()
                        .map(CanaryResource::way)
                        .toList(),
                operations.workflow().map(CanaryResource::workflow).orElse(null));
    }

    private static WorkflowView workflow(WorkflowRun run) {
        return new WorkflowView(
                run.outcome().word(),
                run.took().toMillis() / 1000.0,
                run.age().toMillis() / 1000.0,
                run.cluster(),
                run.failure());
    }

    private static WayView way(WayAnswers answers) {
        return new WayView(
                answers.way(),
                answers.calls().stream()
                        .map(c -> new CallView(c.age().toMillis() / 1000.0, c.cluster(), c.failure()))
                        .toList());
    }
}
