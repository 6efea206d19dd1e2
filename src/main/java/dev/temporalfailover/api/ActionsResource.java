package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Caller;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.telemetry.Telemetry;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Acting: each stores an intent, behind the operators' bearer token or a Kubernetes token. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
@TokenFilter.ForOperators
@SecurityScheme(
        securitySchemeName = TokenFilter.OPERATOR,
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "Content of the operators' token file, or a Kubernetes token of a user who may post to the path")
@SecurityRequirement(name = TokenFilter.OPERATOR)
@Tag(
        name = "actions",
        description =
                "Each call stores an intent; the leader evaluates it and moves traffic. A bearer token is needed.")
@APIResponse(responseCode = "202", description = "Stored")
@APIResponse(responseCode = "400", description = "A field is wrong")
@APIResponse(responseCode = "401", description = "No token, or a wrong one")
@APIResponse(
        responseCode = "403",
        description = "No token for operators is configured, the token is another one, or its user lacks the right")
@APIResponse(responseCode = "404", description = "Unknown policy")
@APIResponse(
        responseCode = "409",
        description = "It conflicts with the present state; for a plan hash the answer has the new plan")
@APIResponse(responseCode = "503", description = "The intent could not be stored, or the token not be checked")
class ActionsResource {
    private final Actions actions;
    private final CurrentCaller caller;
    private final Telemetry telemetry;

    ActionsResource(Operations operations, CurrentCaller caller, Telemetry telemetry) {
        this.actions = new Actions(operations);
        this.caller = caller;
        this.telemetry = telemetry;
    }

    @POST
    @Path("/failover")
    @Operation(summary = "Move the traffic to a region")
    @RequestBody(content = @Content(schema = @Schema(implementation = Asks.MoveRequest.class)))
    public RestResponse<Views.AcceptedView> failover(byte[] body) {
        return act("failover", body, Asks.MoveRequest.class, (caller, ask) -> actions.move(Kind.FAILOVER, caller, ask));
    }

    @POST
    @Path("/failback")
    @Operation(summary = "Move the traffic back to the preferred region")
    @RequestBody(content = @Content(schema = @Schema(implementation = Asks.MoveRequest.class)))
    public RestResponse<Views.AcceptedView> failback(byte[] body) {
        return act("failback", body, Asks.MoveRequest.class, (caller, ask) -> actions.move(Kind.FAILBACK, caller, ask));
    }

    @POST
    @Path("/hold")
    @Operation(summary = "Stop all moves until a set time")
    @RequestBody(content = @Content(schema = @Schema(implementation = Asks.HoldRequest.class)))
    public RestResponse<Views.AcceptedView> hold(byte[] body) {
        return act("hold", body, Asks.HoldRequest.class, actions::hold);
    }

    @POST
    @Path("/release")
    @Operation(summary = "End a hold, or withdraw a requested move")
    @RequestBody(content = @Content(schema = @Schema(implementation = Asks.ReleaseRequest.class)))
    public RestResponse<Views.AcceptedView> release(byte[] body) {
        return act("release", body, Asks.ReleaseRequest.class, actions::release);
    }

    @POST
    @Path("/acknowledge")
    @Operation(summary = "Acknowledge the last switch, which lifts its hold-down")
    @RequestBody(content = @Content(schema = @Schema(implementation = Asks.AcknowledgeRequest.class)))
    public RestResponse<Views.AcceptedView> acknowledge(byte[] body) {
        return act("acknowledge", body, Asks.AcknowledgeRequest.class, actions::acknowledge);
    }

    private <T> RestResponse<Views.AcceptedView> act(
            String action, byte[] body, Class<T> type, BiFunction<Caller, T, Views.AcceptedView> with) {
        try {
            Views.AcceptedView accepted = with.apply(caller.get(), Asks.read(body, type));
            telemetry.intent(action, "stored");
            return RestResponse.accepted(accepted);
        } catch (Refusal refused) {
            telemetry.intent(action, refused.status() == 503 ? "unavailable" : "refused");
            throw refused;
        }
    }
}
