package dev.temporalfailover.traffic.canary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.failover.status.WorkflowRun.WorkflowOutcome;
import dev.temporalfailover.outside.Line;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a canary client's page says of its workflow.
 *
 * @param region whose cluster must carry it
 * @param within in which the last one must have begun
 * @param regions the region of a cluster's id
 */
record WorkflowPage(String region, Duration within, Function<String, Optional<String>> regions) {
    private static final int MAX_TEXT = 300;

    /** What is wrong, as the end of a sentence; empty if nothing is. */
    String problem(JsonNode workflow) {
        if (!workflow.isObject()) {
            return "runs no workflow, though canary.workflow is set";
        }
        double age = workflow.path("ageSeconds").asDouble(-1);
        boolean old = !(age >= 0 && age <= within.toMillis() / 1000.0);
        String outcome = Line.of(workflow.path("outcome").asText(), MAX_TEXT);
        if (outcome.equals(WorkflowOutcome.NONE.word())) {
            return old ? "has not ended a workflow yet" : "";
        }
        if (!outcome.equals(WorkflowOutcome.COMPLETED.word())) {
            return "workflow " + outcome + ": "
                    + Line.of(workflow.path("failure").asText(), MAX_TEXT);
        }
        if (old) {
            return "has begun no workflow in the last " + within.toSeconds() + " s";
        }
        Optional<String> elsewhere =
                regions.apply(workflow.path("cluster").asText()).filter(found -> !found.equals(region));
        return elsewhere
                .map(found -> "runs its workflow in " + found + ": canary.workflow.fqdn leads there")
                .orElse("");
    }
}
