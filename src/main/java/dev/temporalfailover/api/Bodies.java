package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Refusal;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The JSON that a call brings, whatever Content-Type names it: {@code curl -d} says that it is a form. That lets no page of another origin act
 * in a person's name, since a browser never adds the bearer token that each of these calls needs, as it adds a cookie.
 *
 * <p>Reads bodies on the event loop, so that none holds a thread: few at once, none larger than allowed, each as a whole within a time. Called
 * when the caller may send it, see {@link TokenFilter}.
 */
final class Bodies {
    /** Bodies that are received at once. */
    static final int AT_ONCE = 8;

    /** From the token's check to the last byte. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private final int most;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param most bytes of a body */
    Bodies(int most) {
        this.most = most;
    }

    /** The body, on a worker thread; or a {@link Refusal}. */
    Uni<byte[]> of(RoutingContext call) {
        HttpServerRequest request = call.request();
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Refusal.unreadable("the body must be JSON as it is, without a Content-Encoding");
        }
        if (announced(request) > most) {
            throw Refusal.tooLarge(most);
        }
        if (!places.tryAcquire()) {
            throw Refusal.later("too many bodies are being received, try again");
        }
        return Uni.createFrom()
                .<byte[]>emitter(emitter -> new BodyArrival(call, emitter).start())
                .onTermination()
                .invoke(places::release)
                .emitOn(Infrastructure.getDefaultWorkerPool());
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private final class BodyArrival {
        private final RoutingContext call;
        private final UniEmitter<? super byte[]> emitter;
        private final Buffer body = Buffer.buffer();
        private final AtomicBoolean ended = new AtomicBoolean();
        private long timer;

        BodyArrival(RoutingContext call, UniEmitter<? super byte[]> emitter) {
            this.call = call;
            this.emitter = emitter;
        }

        void start() {
            HttpServerRequest request = call.request();
            if (request.isEnded()) {
                emitter.complete(body.getBytes());
                return;
            }
            timer = call.vertx().setTimer(DEADLINE.toMillis(), id -> fail(Refusal.tooSlow(DEADLINE)));
            request.pause();
            request.handler(this::take);
            request.endHandler(end -> finish(() -> emitter.complete(body.getBytes())));
            request.exceptionHandler(gone -> fail(Refusal.bad("", "the connection ended within the body")));
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.resume();
        }

        private void take(Buffer part) {
            if (body.length() + part.length() > most) {
                fail(Refusal.tooLarge(most));
            } else if (!ended.get()) {
                body.appendBuffer(part);
            }
        }

        private void fail(Refusal refusal) {
            finish(() -> emitter.fail(refusal));
        }

        private void finish(Runnable with) {
            if (ended.compareAndSet(false, true)) {
                call.vertx().cancelTimer(timer);
                with.run();
            }
        }
    }
}
