package dev.temporalfailover.api;

import dev.temporalfailover.api.access.AccessTokens;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.telemetry.Telemetry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
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
    private final AccessTokens tokens;
    private final EventStream streams;

    EventsResource(Operations operations, AccessTokens tokens, Telemetry telemetry) {
        this.tokens = tokens;
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
    @Blocking
    public Multi<OutboundSseEvent> events(
            @Context Sse sse, @Context HttpServerRequest request, @Context HttpHeaders headers) {
        EventStream.Viewer viewer = new EventStream.Viewer(
                request.remoteAddress().hostAddress(),
                tokens.knows(headers.getHeaderString(HttpHeaders.AUTHORIZATION)));
        Multi<OutboundSseEvent> statuses =
                streams.open(viewer, left -> whenDone(request, left)).map(s -> event(sse, "status", List.of(s)));
        Multi<OutboundSseEvent> alive =
                Multi.createFrom().ticks().every(ALIVE).onOverflow().drop().map(tick -> event(sse, "alive", List.of()));
        return Multi.createBy()
                .merging()
                .withRequests(1)
                .streams(statuses, alive)
                .onFailure(EventStream.Stopping.class)
                .recoverWithCompletion();
    }

    private static void whenDone(HttpServerRequest request, Runnable left) {
        QuarkusRequestWrapper.get(request).addRequestDoneHandler(ended -> left.run());
        // Of a connection that has gone already nothing more is told.
        if (request.response().closed()) {
            left.run();
        }
    }

    /** Before open requests are waited for: these would never end. */
    void stop(@Observes ShutdownDelayInitiatedEvent stopping) {
        streams.end();
    }

    private OutboundSseEvent event(Sse sse, String name, List<PolicyStatus> statuses) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(Views.StatusView.class, StatusResource.view(operations, statuses))
                .build();
    }
}
