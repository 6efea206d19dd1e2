package dev.temporalfailover.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals as JSON: {@code {"error": ..., "field": ...}}. */
final class Errors {

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
