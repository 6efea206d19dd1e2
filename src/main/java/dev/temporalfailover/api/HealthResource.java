package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.outside.Line;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** What Route 53's health checks ask. Answers from memory, in less than 5,120 bytes. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@Tag(name = "traffic health", description = "Targets of Route 53 health checks")
class HealthResource {
    private static final int MAX_REASON = 1_000;

    private final Operations operations;
    private final TrafficHealth health;

    HealthResource(Operations operations) {
        this.operations = operations;
        this.health = new TrafficHealth(operations);
    }

    /** @param trafficWanted the answer, also in the status code */
    @io.quarkus.runtime.annotations.RegisterForReflection
    record HealthView(boolean trafficWanted, String region, String reason) {}

    @GET
    @Operation(
            summary = "Should this instance's region get traffic?",
            description = "200 if it should, or if that is unknown; else 503. A region that is DOWN should not, nor one"
                    + " if it is known that another region carries the traffic.")
    @APIResponse(responseCode = "200", description = "It should, or that is unknown")
    @APIResponse(responseCode = "503", description = "It should not")
    public RestResponse<HealthView> own(@QueryParam("policy") String policy) {
        return answer(health.wants(operations.region(), policy));
    }

    @GET
    @Path("/regions/{region}")
    @Operation(summary = "The same for any region")
    @APIResponse(responseCode = "200", description = "It should, or that is unknown")
    @APIResponse(responseCode = "503", description = "It should not")
    @APIResponse(responseCode = "404", description = "Unknown region or policy")
    public RestResponse<HealthView> region(@RestPath String region, @QueryParam("policy") String policy) {
        return answer(health.wants(region, policy));
    }

    @GET
    @Path("/takeover/{region}")
    @Operation(
            summary = "Has this instance's region taken over from that one?",
            description =
                    "200 only while it has. For an inverted health check on the other region's record: the record leaves"
                            + " DNS without a call of the Route 53 API, and stays if this endpoint does not answer.")
    @APIResponse(responseCode = "200", description = "It has")
    @APIResponse(responseCode = "503", description = "It has not")
    @APIResponse(responseCode = "404", description = "Unknown region or policy")
    public RestResponse<HealthView> takeover(@RestPath String region, @QueryParam("policy") String policy) {
        return answer(health.takenOver(region, policy));
    }

    private static RestResponse<HealthView> answer(Optional<TrafficHealth.TrafficAnswer> found) {
        TrafficHealth.TrafficAnswer a =
                found.orElseThrow(() -> Refusal.unknown("region", "no such region, or no such policy"));
        String reason = Line.of(a.reason(), MAX_REASON);
        return RestResponse.ResponseBuilder.create(
                        a.yes() ? RestResponse.Status.OK : RestResponse.Status.SERVICE_UNAVAILABLE,
                        new HealthView(a.yes(), a.region(), reason))
                .header("Cache-Control", "no-store")
                .build();
    }
}
