package dev.temporalfailover.api;

import dev.temporalfailover.api.namespaces.NamespaceRendering;
import dev.temporalfailover.api.namespaces.NamespaceRendering.PolicyNamespacesView;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Temporal's namespaces, cluster by cluster. */
@Path("/api/v1/namespaces")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@Tag(name = "status", description = "Read-only; no token needed")
class NamespacesResource {
    private final Operations operations;
    private final WhoActs who;

    NamespacesResource(Operations operations) {
        this.operations = operations;
        this.who = new WhoActs(operations);
    }

    @GET
    @Operation(
            summary = "Temporal's namespaces: where each region's cluster states that they are active",
            description = "Only a region's leader reads them. Without ?policy all policies.")
    @APIResponse(responseCode = "200", description = "As last read; none where namespaces.mode is off")
    @APIResponse(responseCode = "404", description = "Unknown policy")
    public List<PolicyNamespacesView> namespaces(@QueryParam("policy") String policy) {
        List<PolicyStatus> asked = policy == null ? operations.status() : List.of(who.policy(policy));
        return asked.stream().map(NamespaceRendering::view).toList();
    }
}
