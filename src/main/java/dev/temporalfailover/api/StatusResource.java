package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Read-only. Open to every client that reaches the port; nothing here is a secret. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "status", description = "Read-only; no token needed")
class StatusResource {
    /** A plan is asked of the loop, which may be waiting for Route 53; more than these must not wait on its account. */
    static final int PLANS = 4;

    private static final int MAX_DECISIONS = 200;

    private final Operations operations;
    private final WhoActs who;

    StatusResource(Operations operations) {
        this.operations = operations;
        this.who = new WhoActs(operations);
    }

    @GET
    @Path("/status")
    @Operation(summary = "All policies as this instance sees them")
    public Views.StatusView status() {
        return view(operations, operations.status());
    }

    static Views.StatusView view(Operations operations, List<PolicyStatus> statuses) {
        Moment now = operations.now();
        Rendering rendering = new Rendering(now);
        return new Views.StatusView(
                operations.region(),
                operations.instance(),
                now.wall(),
                statuses.stream().map(rendering::policy).toList());
    }

    @GET
    @Path("/explain")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Operation(
            summary = "Why traffic moves or stays: every rule with its present value",
            description = "Text for a terminal with ?format=text or Accept: text/plain.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = Views.ExplainView[].class)),
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(implementation = String.class))
            })
    public Response explain(
            @QueryParam("policy") String policy, @QueryParam("format") String format, @Context HttpHeaders headers) {
        boolean text = wantsText(format, headers);
        Rendering rendering = new Rendering(operations.now());
        List<PolicyStatus> asked = policy == null ? operations.status() : List.of(who.policy(policy));
        List<Views.ExplainView> found = asked.stream().map(rendering::explain).toList();
        return text ? text(ExplainText.text(operations.region(), operations.instance(), found)) : json(found);
    }

    static boolean wantsText(String format, HttpHeaders headers) {
        if (format != null && !format.equals("text") && !format.equals("json")) {
            throw Refusal.bad("format", "format must be json or text");
        }
        return format == null ? prefersText(headers) : format.equals("text");
    }

    private static boolean prefersText(HttpHeaders headers) {
        for (MediaType accepted : headers.getAcceptableMediaTypes()) {
            if (accepted.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
                return false;
            }
            if (accepted.isCompatible(MediaType.TEXT_PLAIN_TYPE)) {
                return true;
            }
        }
        return false;
    }

    @GET
    @Path("/decisions")
    @Operation(summary = "The newest changes of traffic and attempts, newest first")
    public List<Views.AuditView> decisions(@QueryParam("limit") @DefaultValue("50") String limit) {
        int count;
        try {
            count = Integer.parseInt(limit);
        } catch (NumberFormatException notANumber) {
            count = 0;
        }
        if (count < 1 || count > MAX_DECISIONS) {
            throw Refusal.bad("limit", "limit must be 1 to " + MAX_DECISIONS);
        }
        Rendering rendering = new Rendering(operations.now());
        return operations.decisions(count).stream().map(rendering::audit).toList();
    }

    @GET
    @Path("/plan")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Operation(
            summary = "What a move to a region would do now: the exact requests and their hash",
            description = "A dry run: nothing is applied. Text for a terminal with ?format=text or Accept: text/plain.")
    @APIResponse(
            responseCode = "200",
            description = "The plan",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = PlanRendering.PlanView.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(implementation = String.class))
            })
    @APIResponse(responseCode = "404", description = "Unknown policy or region")
    @APIResponse(responseCode = "409", description = "This instance does not lead; the answer names the leader")
    @APIResponse(responseCode = "503", description = "The loop is busy, try again")
    @Bulkhead(PLANS)
    public Response plan(
            @QueryParam("to") String to,
            @QueryParam("policy") String policy,
            @QueryParam("format") String format,
            @Context HttpHeaders headers) {
        boolean text = wantsText(format, headers);
        if (to == null || to.isEmpty()) {
            throw Refusal.bad("to", "to is needed: the region that the plan moves to");
        }
        PolicyStatus status = who.policy(policy);
        String name = status.policy().name();
        if (!status.policy().regions().contains(to)) {
            throw Refusal.unknown("to", WhoActs.noRegion(status.policy(), to));
        }
        who.requireLeader(status, "");
        PrintedPlan plan = operations
                .plan(name, to)
                .orElseThrow(() -> Refusal.unknown("to", WhoActs.noRegion(status.policy(), to)));
        PlanRendering.PlanView view = PlanRendering.view(status, to, plan);
        return text ? text(PlanRendering.text(view, plan.requests())) : json(view);
    }

    private static Response text(String text) {
        return Response.ok(text, MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8")).build();
    }

    private static Response json(Object view) {
        return Response.ok(view, MediaType.APPLICATION_JSON_TYPE).build();
    }
}
