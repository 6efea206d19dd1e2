package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Problem;
import dev.temporalfailover.outside.Line;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/** What is asked under {@code /api} and no method answers. Each answer is a {@link Problem} with a sentence. */
@Singleton
class UnknownPaths {
    private static final String BASE = "/api/v1/";
    private static final Set<String> POSTS = Set.of("failover", "failback", "hold", "release", "acknowledge", "alerts");
    private static final Set<String> BOTH = Set.of("namespaces");
    private static final int SHOWN = 200;

    void routes(@Observes Router router) {
        router.route("/api*").order(Integer.MIN_VALUE).failureHandler(call -> answer(call, call.statusCode()));
        router.route("/api*").order(Integer.MAX_VALUE).handler(call -> answer(call, 404));
    }

    /** Ends this call with a problem of this status. */
    static void answer(RoutingContext call, int failed) {
        int status = failed < 400 ? 500 : failed;
        if (call.response().headWritten()) {
            call.response().reset();
            return;
        }
        call.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(Json.encode(problem(
                        status,
                        call.request().method().name(),
                        String.valueOf(call.request().path()))));
    }

    /** The methods of a path that exists. */
    static String allowed(String path) {
        String last = path.startsWith(BASE) ? path.substring(BASE.length()) : "";
        if (BOTH.contains(last)) {
            return "GET, HEAD, POST, OPTIONS";
        }
        return POSTS.contains(last) ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
    }

    static Problem problem(int status, String method, String at) {
        String path = Line.of(at, SHOWN);
        return Problem.of(
                status,
                switch (status) {
                    case 400 -> "the request cannot be understood: its path or its headers are malformed";
                    case 404 -> "there is nothing at " + path + "; /api/openapi lists what there is";
                    case 405 -> path + " does not take " + method + ", only " + allowed(at);
                    case 406 ->
                        path + " cannot answer in a media type that the Accept header allows; it has "
                                + "application/json, explain and plan have text/plain too, events has text/event-stream";
                    case 413 -> "the body is too large";
                    case 503 -> "too many calls are being answered, try again";
                    default -> "the service could not answer " + method + " " + path;
                });
    }
}
