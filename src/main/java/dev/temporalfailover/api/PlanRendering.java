package dev.temporalfailover.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.api.readiness.ReadinessRendering;
import dev.temporalfailover.api.readiness.ReadinessRendering.ReasonView;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.status.PolicyStatus;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A plan as a view, and as text for a terminal. */
final class PlanRendering {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BATCH = "route53 change-resource-record-sets";

    private PlanRendering() {}

    /**
     * A dry run; one request for each step, in order.
     *
     * @param byOthers what the leaders of other regions would do in this move
     * @param notReady what stands against the region now, as in its readiness; it does not keep a move from being made
     * @param notKnown what nobody can tell of it, or does not tell
     */
    @Schema(name = "Plan")
    record PlanView(
            String policy,
            String to,
            String hash,
            String reason,
            List<String> steps,
            List<PlannedView> requests,
            List<String> byOthers,
            List<ReasonView> notReady,
            List<String> notKnown) {}

    /**
     * What a step sends.
     *
     * @param call the AWS action, or method and path at the Kubernetes API; what it does where nothing is sent
     * @param body a change batch in the form of the AWS command line, or a JSON Patch; absent where nothing is sent
     */
    @Schema(name = "Planned")
    @JsonInclude(Include.NON_NULL)
    record PlannedView(
            String call, @Schema(type = SchemaType.OBJECT) JsonNode body) {}

    static PlanView view(PolicyStatus status, String to, PrintedPlan plan) {
        return new PlanView(
                status.policy().name(),
                to,
                plan.hash(),
                plan.plan().reason(),
                plan.plan().steps().stream().map(Step::toString).toList(),
                plan.requests().stream().map(PlanRendering::planned).toList(),
                plan.byOthers(),
                ReadinessRendering.against(status.readiness(), to),
                status.readiness().unknown());
    }

    /** A request is printed as a change batch, as {@code PATCH} with a path and a patch below it, or as a sentence. */
    private static PlannedView planned(String printed) {
        int end = printed.indexOf('\n');
        boolean batch = printed.startsWith("{");
        if (!batch && end < 0) {
            return new PlannedView(printed, null);
        }
        try {
            JsonNode body = JSON.readTree(batch ? printed : printed.substring(end + 1));
            return new PlannedView(batch ? BATCH : printed.substring(0, end), body);
        } catch (JsonProcessingException sentence) {
            return new PlannedView(printed.replace('\n', ' '), null);
        }
    }

    static String text(PlanView plan, List<String> requests) {
        if (plan.steps().isEmpty()) {
            return "policy " + plan.policy() + ": nothing would change, the traffic is at " + plan.to() + "\n";
        }
        StringBuilder out = new StringBuilder();
        out.append("policy ").append(plan.policy()).append(" to ").append(plan.to());
        out.append(", in this order; nothing has been applied\n");
        IntStream.range(0, requests.size()).forEach(i -> {
            boolean batch = requests.get(i).startsWith("{");
            out.append(String.format("%n%d. %s%n", i + 1, plan.steps().get(i)));
            (batch ? BATCH + "\n" + requests.get(i) : requests.get(i))
                    .lines()
                    .forEach(line -> out.append("   ").append(line).append('\n'));
        });
        if (!plan.byOthers().isEmpty()) {
            out.append("\nby the leaders of other regions\n");
        }
        plan.byOthers().forEach(line -> out.append("   ").append(line).append('\n'));
        if (!plan.notReady().isEmpty()) {
            out.append("\nstands against ").append(plan.to()).append(" now, and keeps no move from being made\n");
        }
        plan.notReady().forEach(r -> out.append("   ")
                .append(r.reason())
                .append(": ")
                .append(r.detail())
                .append('\n'));
        if (!plan.notKnown().isEmpty()) {
            out.append("\nnot known\n");
        }
        plan.notKnown().forEach(line -> out.append("   ").append(line).append('\n'));
        return out.append("\nhash ").append(plan.hash()).append('\n').toString();
    }
}
