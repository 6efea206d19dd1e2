package dev.temporalfailover.api;

import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.telemetry.Telemetry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Server-sent events: {@code status} with one policy that changed, and {@code alive} every few seconds. */
@Path("/api/v1/events")
@Singleton
@Tag(name = "status")
class EventsResource {
    private static final Duration ALIVE = Duration.ofSeconds(5);

    private final Operations operations;
    private final EventStream streams;

    EventsResource(Operations operations, Telemetry telemetry) {
        this.operations = operations;
        this.streams = new EventStream(operations, Infrastructure.getDefaultWorkerPool(), telemetry::eventStreams);
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Live status as server-sent events",
            description = "Event status: as /api/v1/status with the policies that changed, all of them at first. Event"
                    + " alive: as status without policies, every 5 s. A client that does not keep up is disconnected.")
    public Multi<OutboundSseEvent> events(@Context Sse sse) {
        Multi<OutboundSseEvent> statuses = streams.open().map(s -> event(sse, "status", List.of(s)));
        Multi<OutboundSseEvent> alive =
                Multi.createFrom().ticks().every(ALIVE).onOverflow().drop().map(tick -> event(sse, "alive", List.of()));
        return Multi.createBy().merging().withRequests(1).streams(statuses, alive);
    }

    private OutboundSseEvent event(Sse sse, String name, List<PolicyStatus> statuses) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(Views.StatusView.class, StatusResource.view(operations, statuses))
                .build();
    }
}
