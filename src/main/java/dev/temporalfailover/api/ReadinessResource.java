package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Problem;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.readiness.ReadinessRendering;
import dev.temporalfailover.api.readiness.ReadinessRendering.PolicyReadinessView;
import dev.temporalfailover.api.readiness.ReadinessRendering.ReadinessAnswer;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.outside.Line;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The preflight: says all that stands against a move, and its status code makes {@code curl --fail-with-body} fail. */
@Path("/api/v1/readiness")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@Tag(name = "status", description = "Read-only; no token needed")
class ReadinessResource {
    private static final int READY = 200;
    private static final int NOT_READY = 503;
    private static final int SHOWN = 60;

    private final Operations operations;
    private final WhoActs who;

    ReadinessResource(Operations operations) {
        this.operations = operations;
        this.who = new WhoActs(operations);
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Operation(
            summary = "Could each region take the traffic now? Every reason against it",
            description =
                    "Asked before the records are adopted, and after each change. ?ignore=REASON,REASON leaves reasons out,"
                            + " for example not_adopted before the adoption. Text for a terminal with ?format=text or Accept: text/plain.")
    @APIResponse(
            responseCode = "200",
            description = "Each region could, as far as can be known without a write",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = ReadinessAnswer.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(implementation = String.class))
            })
    @APIResponse(responseCode = "400", description = "An unknown reason or format")
    @APIResponse(responseCode = "404", description = "Unknown policy")
    @APIResponse(responseCode = "409", description = "This instance does not lead; the answer names the leader")
    @APIResponse(
            responseCode = "503",
            description = "A region could not; the answer has every reason. Or the loop stands still",
            content =
                    @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = ReadinessAnswer.class)))
    public Response readiness(
            @QueryParam("policy") String policy,
            @QueryParam("ignore") @DefaultValue("") String ignore,
            @QueryParam("format") String format,
            @Context HttpHeaders headers) {
        boolean text = StatusResource.wantsText(format, headers);
        Set<ReadinessReason> ignored = reasons(ignore);
        List<PolicyStatus> asked =
                policy == null && !operations.status().isEmpty() ? operations.status() : List.of(who.policy(policy));
        asked.forEach(this::requireReport);
        List<PolicyReadinessView> policies =
                asked.stream().map(s -> ReadinessRendering.policy(s, ignored)).toList();
        boolean ready = policies.stream().allMatch(p -> p.readiness().ready());
        int status = ready ? READY : NOT_READY;
        if (text) {
            return Response.status(status)
                    .entity(text(policies))
                    .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                    .build();
        }
        return Response.status(status)
                .entity(answer(ready, policies))
                .type(ready ? MediaType.APPLICATION_JSON : Problem.MEDIA_TYPE)
                .build();
    }

    private static ReadinessAnswer answer(boolean ready, List<PolicyReadinessView> policies) {
        return ready
                ? new ReadinessAnswer(null, null, null, true, policies)
                : new ReadinessAnswer(
                        "Not Ready",
                        NOT_READY,
                        "could not take the traffic now: " + ReadinessRendering.summary(policies),
                        false,
                        policies);
    }

    private static String text(List<PolicyReadinessView> policies) {
        return policies.stream()
                .map(p -> "policy " + p.policy() + "\n" + ReadinessRendering.text(p.readiness()))
                .collect(Collectors.joining("\n"));
    }

    private void requireReport(PolicyStatus status) {
        if (!status.readiness().told()) {
            who.requireLeader(status, "");
            throw Refusal.later("this instance has just begun to lead, try again");
        }
        Duration age = operations.now().steady().minus(status.at().steady());
        if (age.compareTo(TrafficHealth.FRESH) > 0) {
            throw Refusal.later("the loop of " + status.policy().name() + " has not run for " + age.toSeconds() + " s");
        }
    }

    private static Set<ReadinessReason> reasons(String words) {
        Set<ReadinessReason> found = EnumSet.noneOf(ReadinessReason.class);
        for (String word : words.split(",")) {
            if (!word.isEmpty()) {
                found.add(Arrays.stream(ReadinessReason.values())
                        .filter(reason -> reason.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> Refusal.bad(
                                "ignore",
                                "there is no reason " + Line.of(word, SHOWN) + ", only "
                                        + Arrays.stream(ReadinessReason.values())
                                                .map(ReadinessReason::word)
                                                .collect(Collectors.joining(", ")))));
            }
        }
        return found;
    }
}
