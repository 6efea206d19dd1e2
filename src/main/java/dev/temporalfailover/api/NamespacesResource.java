package dev.temporalfailover.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.api.access.Caller;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.ask.Asks;
import dev.temporalfailover.api.ask.Checks;
import dev.temporalfailover.api.ask.NamespaceRequest;
import dev.temporalfailover.api.namespaces.NamespaceRendering;
import dev.temporalfailover.api.namespaces.NamespaceRendering.PolicyNamespacesView;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.status.History;
import dev.temporalfailover.failover.status.NewNamespace;
import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.NewNamespace.Result;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.telemetry.Telemetry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Temporal's namespaces, cluster by cluster; and making one, in all regions of a policy, active where the traffic is. */
@Path("/api/v1/namespaces")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class NamespacesResource {
    /** Pages that are made at once, off the threads that answer health checkers: of a thousand namespaces each is large. */
    static final int PAGES = 4;

    private static final Logger LOG = Logger.getLogger(NamespacesResource.class);
    /** The right, and the action's word in metrics. */
    private static final String ACTION = "namespaces";

    private final Operations operations;
    private final ObjectMapper json;
    private final WhoActs who;
    private final CurrentCaller caller;
    private final Telemetry telemetry;
    private final Bodies bodies = new Bodies(Asks.MAX_BYTES);

    NamespacesResource(Operations operations, ObjectMapper json, CurrentCaller caller, Telemetry telemetry) {
        this.operations = operations;
        this.json = json;
        this.who = new WhoActs(operations);
        this.caller = caller;
        this.telemetry = telemetry;
    }

    /**
     * What was made, or was there already.
     *
     * @param created false if it was there as asked
     * @param active the region whose cluster it was asked to be active in
     * @param retention for example {@code 7d}
     */
    @RegisterForReflection
    @Schema(name = "CreatedNamespace")
    public record CreatedNamespaceView(
            String policy, String name, boolean created, String active, String retention, String note) {}

    @GET
    @Tag(name = "status")
    @Operation(
            summary = "Temporal's namespaces: where each region's cluster states that they are active",
            description = "Only a region's leader reads them. Without ?policy all policies.")
    @APIResponse(
            responseCode = "200",
            description = "As last read; none where namespaces.mode is off",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = PolicyNamespacesView.class)))
    @APIResponse(responseCode = "404", description = "Unknown policy")
    @APIResponse(responseCode = "503", description = "Too many ask at once, try again")
    @Bulkhead(PAGES)
    public byte[] read(@QueryParam("policy") String policy) throws JsonProcessingException {
        List<PolicyStatus> asked = policy == null ? operations.status() : List.of(who.policy(policy));
        return json.writeValueAsBytes(
                asked.stream().map(NamespaceRendering::view).toList());
    }

    /** The method's name is the right to call it: POST of {@code /api/v1/namespaces}. */
    @POST
    @TokenFilter.ForOperators
    @SecurityRequirement(name = TokenFilter.OPERATOR)
    @Tag(name = "actions")
    @Operation(
            summary = "Make a global namespace of Temporal in all regions of the policy",
            description =
                    "The region's leader asks its own cluster, which must be Temporal's master cluster. The namespace is active where the"
                            + " traffic is. Asking twice is safe.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NamespaceRequest.class)))
    @APIResponse(responseCode = "201", description = "Made")
    @APIResponse(responseCode = "200", description = "It was there already, as asked")
    @APIResponse(responseCode = "400", description = "Fields are wrong; names them all")
    @APIResponse(responseCode = "401", description = "No token, or a wrong one")
    @APIResponse(responseCode = "403", description = "The token is another one, or its user lacks the right")
    @APIResponse(responseCode = "404", description = "Unknown policy")
    @APIResponse(
            responseCode = "409",
            description = "Another one of that name is there, the cluster refuses it, or this is not the leader")
    @APIResponse(responseCode = "503", description = "The cluster did not say whether it is there; ask again")
    public Uni<RestResponse<CreatedNamespaceView>> namespaces(@Context RoutingContext call) {
        Caller asks = caller.get();
        return Uni.createFrom()
                .deferred(() -> bodies.of(call))
                .map(body -> create(asks, body))
                .onItem()
                .invoke(made -> telemetry.intent(ACTION, "stored"))
                .onFailure(Refusal.class)
                .invoke(refused -> telemetry.intent(ACTION, refused.status() == 503 ? "unavailable" : "refused"));
    }

    private RestResponse<CreatedNamespaceView> create(Caller asks, byte[] body) {
        Checks checks = new Checks();
        NamespaceRequest ask = NamespaceRequest.read(body, checks);
        PolicyStatus status = who.policyOf(ask.policy(), checks);
        String name = checks.of(ask::checkedName);
        Duration retention = checks.of(ask::checkedRetention);
        String description = checks.of(ask::checkedDescription);
        String by = checks.of(() -> asks.name("by", ask.by()));
        String reason = checks.of(() -> asks.reason(ask.reason(), "by", ask.by()));
        checks.done();
        who.requireLeader(status, "");
        String active = status.dns()
                .epoch()
                .map(EpochRecord::active)
                .orElseThrow(() -> Refusal.conflict(
                        "", "no epoch record has been read, so it is not known where the traffic is; try again"));
        NewNamespace wanted = new NewNamespace(name, retention, description, active);
        Registered end = operations.createNamespace(status.policy().name(), wanted);
        String what = "namespace " + name + ", kept " + ask.retention() + ", active in " + active;
        LOG.infof("%s asked by %s: %s (%s)", what, by, end.detail(), reason);
        if (end.result() == Result.REFUSED) {
            throw Refusal.conflict("", end.detail());
        }
        if (end.result() == Result.UNKNOWN) {
            throw Refusal.later(end.detail());
        }
        boolean created = end.result() == Result.CREATED;
        if (created) {
            operations.asked(History.asked(status, operations.now(), operations.instance(), by, false, what, reason));
        }
        return RestResponse.status(
                created ? Status.CREATED : Status.OK,
                new CreatedNamespaceView(status.policy().name(), name, created, active, ask.retention(), end.detail()));
    }
}
