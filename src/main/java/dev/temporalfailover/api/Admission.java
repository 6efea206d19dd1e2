package dev.temporalfailover.api;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Which requests go on to what answers them, decided on the event loop. Calls of the API and metrics share a pool of threads with much else, so
 * fewer of them are answered at once than it has; traffic health and the kubelet's probes need none of its threads.
 */
@Singleton
class Admission {
    /** Calls of the API that are answered at once, event streams among them. {@code quarkus.thread-pool.max-threads} is above it. */
    static final int CALLS = 128;

    /** Pages of metrics that are made at once; each costs memory. */
    static final int SCRAPES = 4;

    private static final int FIRST = 1_000;
    /** As {@code quarkus.http.limits.max-body-size}, which answers without a sentence. */
    private static final long LARGEST = 1 << 20;

    private static final String API = "/api";

    private final Semaphore calls = new Semaphore(CALLS);
    private final Semaphore scrapes = new Semaphore(SCRAPES);

    void api(@Observes Filters filters) {
        filters.register(
                call -> {
                    if (call.normalizedPath().startsWith(API) && announced(call.request()) > LARGEST) {
                        refuse(call, 413);
                    } else if (call.normalizedPath().startsWith(API)) {
                        // The handlers of the routing context are replaced by those of Quarkus REST.
                        withPlace(calls, call, done -> QuarkusRequestWrapper.get(call.request())
                                .addRequestDoneHandler(ended -> done.run()));
                    } else if (sendsBody(call.request())) {
                        refuse(call, 413);
                    } else {
                        call.next();
                    }
                },
                FIRST);
    }

    void management(@Observes ManagementInterface management) {
        management
                .router()
                .route("/metrics*")
                .order(Integer.MIN_VALUE)
                .handler(call -> withPlace(scrapes, call, done -> call.addEndHandler(ended -> done.run())));
    }

    private static void withPlace(Semaphore places, RoutingContext call, Consumer<Runnable> whenDone) {
        if (places.tryAcquire()) {
            whenDone.accept(places::release);
            call.next();
        } else {
            refuse(call, 503);
        }
    }

    private static boolean sendsBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || length != null && !length.equals("0");
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static void refuse(RoutingContext call, int status) {
        // The header alone ends nothing here: a caller with a body to send would keep the connection until it is idle.
        call.addEndHandler(ended -> call.request().connection().close());
        call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        UnknownPaths.answer(call, status);
    }
}
