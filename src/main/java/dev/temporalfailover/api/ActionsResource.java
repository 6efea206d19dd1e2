package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Caller;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.ask.Asks;
import dev.temporalfailover.api.ask.Checks;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.telemetry.Telemetry;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
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
@Singleton
@Produces(MediaType.APPLICATION_JSON)
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
@APIResponse(responseCode = "400", description = "Fields are wrong; names them all")
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
    private final Bodies bodies = new Bodies(Asks.MAX_BYTES);

    ActionsResource(Operations operations, CurrentCaller caller, Telemetry telemetry) {
        this.actions = new Actions(operations);
        this.caller = caller;
        this.telemetry = telemetry;
    }

    @POST
    @Path("/failover")
    @Operation(summary = "Move the traffic to a region")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Asks.MoveRequest.class)))
    public Uni<RestResponse<Views.AcceptedView>> failover(@Context RoutingContext call) {
        return act("failover", call, Asks.MoveRequest::read, mover(Kind.FAILOVER));
    }

    @POST
    @Path("/failback")
    @Operation(summary = "Move the traffic back to the preferred region")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Asks.MoveRequest.class)))
    public Uni<RestResponse<Views.AcceptedView>> failback(@Context RoutingContext call) {
        return act("failback", call, Asks.MoveRequest::read, mover(Kind.FAILBACK));
    }

    @POST
    @Path("/hold")
    @Operation(summary = "Stop all moves until a set time")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Asks.HoldRequest.class)))
    public Uni<RestResponse<Views.AcceptedView>> hold(@Context RoutingContext call) {
        return act("hold", call, Asks.HoldRequest::read, actions::hold);
    }

    @POST
    @Path("/release")
    @Operation(summary = "End a hold, or withdraw a requested move")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Asks.ReleaseRequest.class)))
    public Uni<RestResponse<Views.AcceptedView>> release(@Context RoutingContext call) {
        return act("release", call, Asks.ReleaseRequest::read, actions::release);
    }

    @POST
    @Path("/acknowledge")
    @Operation(summary = "Acknowledge the last switch, which lifts its hold-down")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Asks.AcknowledgeRequest.class)))
    public Uni<RestResponse<Views.AcceptedView>> acknowledge(@Context RoutingContext call) {
        return act("acknowledge", call, Asks.AcknowledgeRequest::read, actions::acknowledge);
    }

    private Action<Asks.MoveRequest> mover(Kind kind) {
        Runnable requireForce = caller.force();
        return (by, ask, checks) -> {
            if (Boolean.TRUE.equals(ask.force())) {
                requireForce.run();
            }
            return actions.move(kind, by, ask, checks);
        };
    }

    private <T> Uni<RestResponse<Views.AcceptedView>> act(
            String action, RoutingContext call, BiFunction<byte[], Checks, T> read, Action<T> with) {
        // The request's scope ends with this method's thread.
        Caller who = caller.get();
        return Uni.createFrom()
                .deferred(() -> bodies.of(call))
                .map(body -> accepted(body, who, read, with))
                .onItem()
                .invoke(accepted -> telemetry.intent(action, "stored"))
                .onFailure(Refusal.class)
                .invoke(refused -> telemetry.intent(action, refused.status() == 503 ? "unavailable" : "refused"));
    }

    private static <T> RestResponse<Views.AcceptedView> accepted(
            byte[] body, Caller who, BiFunction<byte[], Checks, T> read, Action<T> with) {
        Checks checks = new Checks();
        return RestResponse.accepted(with.take(who, read.apply(body, checks), checks));
    }

    /** What one call does. */
    private interface Action<T> {
        /** @param checks has what was wrong with the body, and takes what else is */
        Views.AcceptedView take(Caller caller, T ask, Checks checks);
    }
}
