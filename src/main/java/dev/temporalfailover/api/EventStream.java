package dev.temporalfailover.api;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/** Statuses as streams: all policies at first, then each that changed. A client that does not keep up is dropped. */
final class EventStream {
    /** More clients than this are refused. */
    static final int MAX_STREAMS = 64;

    /** Statuses that wait for one client, before and behind the change of threads. */
    static final int BUFFER = 16;

    private static final Logger LOG = Logger.getLogger(EventStream.class);

    private final Operations operations;
    private final Executor executor;
    private final IntConsumer gauge;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param executor renders and writes, so that the loop's thread does not
     * @param gauge told how many streams are open
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
        return Multi.createFrom().<PolicyStatus>emitter(this::feed, BUFFER).emitOn(executor, BUFFER);
    }

    private void feed(MultiEmitter<? super PolicyStatus> client) {
        gauge.accept(open.incrementAndGet());
        AutoCloseable subscription = operations.subscribe(client::emit);
        client.onTermination(() -> {
            gauge.accept(open.decrementAndGet());
            close(subscription);
        });
        operations.status().forEach(client::emit);
    }

    private static void close(AutoCloseable subscription) {
        try {
            subscription.close();
        } catch (Exception failed) {
            LOG.warn("could not end an event subscription", failed);
        }
    }
}
