package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.runbook.AlertOutcome;
import dev.temporalfailover.runbook.AlertsAnswer;
import dev.temporalfailover.runbook.BadPayload;
import dev.temporalfailover.runbook.Runbook;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** Alertmanager's webhook. One instance for the whole process: it remembers which incidents it has acted upon. */
@Path(AlertsResource.PATH)
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@TokenFilter.ForAlertmanager
@SecurityScheme(
        securitySchemeName = TokenFilter.ALERTS,
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "Content of the alerts' token file, or a Kubernetes token of a user who may post to the path")
@SecurityRequirement(name = TokenFilter.ALERTS)
@Tag(name = "runbook")
class AlertsResource {
    static final String PATH = "/api/v1/alerts";

    /** Alertmanager sends at most {@code max_alerts} of them. */
    static final int MAX_BYTES = 256 << 10;

    private static final Logger LOG = Logger.getLogger(AlertsResource.class);

    private final Runbook runbook;
    private final CurrentCaller caller;
    private final Telemetry telemetry;
    private final Bodies bodies = new Bodies(MAX_BYTES);

    AlertsResource(Operations operations, CurrentCaller caller, Telemetry telemetry) {
        this.runbook = new Runbook(operations);
        this.caller = caller;
        this.telemetry = telemetry;
    }

    @POST
    @Operation(
            summary = "Alertmanager webhook, payload version 4",
            description =
                    "Alerts with the label temporal_failover_action (probe, hold, failover, failback) become intents,"
                            + " each incident once. Alertmanager sends again after a 503 only.")
    @APIResponse(responseCode = "200", description = "Processed; one result for each alert")
    @APIResponse(responseCode = "400", description = "Not a payload of version 4; names the field")
    @APIResponse(responseCode = "401", description = "No token, or a wrong one")
    @APIResponse(
            responseCode = "403",
            description = "No token for alerts is configured, the token is another one, or its user lacks the right")
    @APIResponse(
            responseCode = "503",
            description = "An intent could not be stored, or the token could not be checked; send the payload again")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Uni<RestResponse<AlertsAnswer>> receive(@Context RoutingContext call) {
        String sender = caller.get().vouched();
        return bodies.of(call).map(body -> receive(body, sender));
    }

    private RestResponse<AlertsAnswer> receive(byte[] body, String sender) {
        AlertsAnswer answer;
        try {
            answer = runbook.receive(body, sender);
        } catch (BadPayload bad) {
            telemetry.alert(AlertOutcome.GARBAGE.word());
            throw Refusal.bad(
                    bad.field(), bad.field().isEmpty() ? bad.getMessage() : bad.field() + " " + bad.getMessage());
        }
        answer.results().forEach(r -> {
            telemetry.alert(r.result().word());
            if (r.result() != AlertOutcome.IGNORED && r.result() != AlertOutcome.DUPLICATE) {
                LOG.infof(
                        "alert %s requests %s: %s, %s%s",
                        r.fingerprint(),
                        r.action(),
                        r.result().word(),
                        r.detail(),
                        sender.isEmpty() ? "" : "; sent by " + sender);
            }
        });
        if (answer.truncated() > 0) {
            LOG.warnf(
                    "Alertmanager left %d alerts out of a payload; raise max_alerts of the receiver",
                    answer.truncated());
        }
        if (answer.cut() > 0) {
            LOG.warnf("%d alerts of a payload are not in the answer: they were too many", answer.cut());
        }
        return RestResponse.status(
                answer.again() ? RestResponse.Status.SERVICE_UNAVAILABLE : RestResponse.Status.OK, answer);
    }
}
