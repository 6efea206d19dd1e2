package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/** Statuses as streams: all policies at first, then each that changed. A client that does not keep up is dropped. */
final class EventStream {
    /** More clients than this are refused. */
    static final int MAX_STREAMS = 64;

    /** Statuses that wait for one client. */
    static final int BUFFER = 32;

    private static final Logger LOG = Logger.getLogger(EventStream.class);

    private final Operations operations;
    private final Executor executor;
    private final IntConsumer gauge;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param executor renders and writes, so that the loop's thread does not
     * @param gauge receives the number of open streams
     */
    EventStream(Operations operations, Executor executor, IntConsumer gauge) {
        this.operations = operations;
        this.executor = executor;
        this.gauge = gauge;
    }

    /** A new stream; refused with 503 if there are too many. */
    Multi<PolicyStatus> open() {
        if (open.get() >= MAX_STREAMS) {
            throw Refusal.later("too many event streams are open");
        }
        Client client = new Client();
        return Multi.createFrom()
                .<PolicyStatus>emitter(client::feed, BUFFER)
                .emitOn(executor, BUFFER)
                .onItem()
                .invoke(client.waiting::decrementAndGet);
    }

    /** One client. It is dropped by what waits for it, because a stalled connection never says that it is. */
    private final class Client {
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicBoolean left = new AtomicBoolean();
        private volatile MultiEmitter<? super PolicyStatus> emitter;
        private volatile AutoCloseable subscription;

        void feed(MultiEmitter<? super PolicyStatus> to) {
            emitter = to;
            gauge.accept(open.incrementAndGet());
            to.onTermination(this::leave);
            subscription = operations.subscribe(this::emit);
            if (left.get()) {
                close();
            }
            operations.status().forEach(this::emit);
        }

        private void emit(PolicyStatus status) {
            if (left.get()) {
                return;
            }
            if (waiting.incrementAndGet() > BUFFER) {
                leave();
                emitter.fail(new IllegalStateException("the client does not keep up"));
            } else {
                emitter.emit(status);
            }
        }

        private void leave() {
            if (left.compareAndSet(false, true)) {
                gauge.accept(open.decrementAndGet());
                close();
            }
        }

        private void close() {
            AutoCloseable ended = subscription;
            if (ended == null) {
                return;
            }
            try {
                ended.close();
            } catch (Exception failed) {
                LOG.warn("could not end an event subscription", failed);
            }
        }
    }
}
