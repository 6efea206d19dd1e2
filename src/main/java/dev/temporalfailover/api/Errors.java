package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Problem;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.loop.LoopBusy;
import dev.temporalfailover.outside.heartbeat.FatalError;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What the methods of the API throw, as {@link Problem}; what does not reach them: {@link UnknownPaths}. */
final class Errors {
    private static final Logger LOG = Logger.getLogger(Errors.class);
    private static final AtomicLong DEFECTS = new AtomicLong();

    /** Too many plans are asked for at once. */
    @ServerExceptionMapper
    RestResponse<Problem> busy(BulkheadException full) {
        return refusal(Refusal.later("too many plans are being computed, try again"));
    }

    /** The loop did not answer in time. */
    @ServerExceptionMapper
    RestResponse<Problem> late(LoopBusy unanswered) {
        return refusal(Refusal.later(unanswered.getMessage()));
    }

    /** Memory, stack, classes: what is half done now, nobody knows. */
    @ServerExceptionMapper
    RestResponse<Problem> fatal(Error fatal) {
        FatalError.check(fatal);
        return defect(fatal);
    }

    /** A defect of ours. The answer names the line of the log and nothing of its content. */
    @ServerExceptionMapper
    RestResponse<Problem> unexpected(Exception defect) {
        return defect(defect);
    }

    private static RestResponse<Problem> defect(Throwable defect) {
        long number = DEFECTS.incrementAndGet();
        LOG.errorf(defect, "defect %d of the API", number);
        return answer(Problem.of(500, "the service failed; the log of this instance has the cause, defect " + number))
                .build();
    }

    /** No such path, method or media type. */
    @ServerExceptionMapper
    RestResponse<Problem> unanswerable(WebApplicationException wrong, HttpServerRequest request) {
        int status = wrong.getResponse().getStatus();
        var answer = answer(UnknownPaths.problem(status, request.method().name(), request.path()));
        if (status == 405) {
            answer.header(HttpHeaders.ALLOW, UnknownPaths.allowed(request.path()));
        }
        return answer.build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> refusal(Refusal refusal) {
        var answer = answer(refusal.problem());
        if (refusal.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return answer.build();
    }

    private static RestResponse.ResponseBuilder<Problem> answer(Problem problem) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.fromStatusCode(problem.status()), problem)
                .header(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    }
}
