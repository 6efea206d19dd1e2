package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.loop.LoopBusy;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals as JSON: {@code {"error": ..., "field": ...}}. */
final class Errors {

    /** Too many plans are asked for at once. */
    @ServerExceptionMapper
    RestResponse<Refusal.ErrorView> busy(BulkheadException full) {
        return refusal(Refusal.later("too many plans are being computed, try again"));
    }

    /** The loop did not answer in time. */
    @ServerExceptionMapper
    RestResponse<Refusal.ErrorView> late(LoopBusy unanswered) {
        return refusal(Refusal.later(unanswered.getMessage()));
    }

    @ServerExceptionMapper
    RestResponse<Refusal.ErrorView> refusal(Refusal refusal) {
        RestResponse.ResponseBuilder<Refusal.ErrorView> answer = RestResponse.ResponseBuilder.create(
                        RestResponse.Status.fromStatusCode(refusal.status()), refusal.view())
                .type(MediaType.APPLICATION_JSON_TYPE);
        if (refusal.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return answer.build();
    }
}
