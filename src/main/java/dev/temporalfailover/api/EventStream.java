package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Statuses as streams: all policies at first, then each that changed. A client that does not keep up is dropped. */
final class EventStream {
    /** More clients than this are refused. */
    static final int MAX_STREAMS = 64;

    /** Of these, clients without a token; so that one with a token finds a place. */
    static final int MAX_STRANGERS = 48;

    /** The same of one address, which may be a gateway's. */
    static final int MAX_OF_ADDRESS = 16;

    /** Statuses that wait for one client. */
    static final int BUFFER = 32;

    private static final Logger LOG = Logger.getLogger(EventStream.class);

    private final Operations operations;
    private final Executor executor;
    private final IntConsumer gauge;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /**
     * @param executor renders and writes, so that the loop's thread does not
     * @param gauge receives the number of open streams
     */
    EventStream(Operations operations, Executor executor, IntConsumer gauge) {
        this.operations = operations;
        this.executor = executor;
        this.gauge = gauge;
    }

    /**
     * @param address where the client's connection comes from
     * @param known it has shown a token
     */
    record Viewer(String address, boolean known) {}

    private long count(Predicate<Viewer> which) {
        return clients.stream().map(client -> client.viewer).filter(which).count();
    }

    /** Many may ask at the same moment: to look for a place and to take it is one. */
    private synchronized boolean takePlace(Client client) {
        Viewer viewer = client.viewer;
        boolean stranger = !viewer.known();
        return clients.size() < MAX_STREAMS
                && (!stranger || count(one -> !one.known()) < MAX_STRANGERS && count(viewer::equals) < MAX_OF_ADDRESS)
                && clients.add(client);
    }

    /**
     * A new stream; refused with 503 if there are too many.
     *
     * @param whenDone takes what must run once the request has ended in whatever way, also if nobody has subscribed to the stream by then
     */
    Multi<PolicyStatus> open(Viewer viewer, Consumer<Runnable> whenDone) {
        if (ended) {
            throw Refusal.later("this instance stops");
        }
        Client client = new Client(viewer);
        if (!takePlace(client)) {
            throw Refusal.later("too many event streams are open");
        }
        gauge.accept(open.incrementAndGet());
        whenDone.accept(client::leave);
        return Multi.createFrom()
                .<PolicyStatus>emitter(client::feed, BUFFER)
                .emitOn(executor, BUFFER)
                .onItem()
                .invoke(client.waiting::decrementAndGet);
    }

    /** Ends all streams, and lets no new one begin: this instance stops. */
    void end() {
        ended = true;
        clients.forEach(Client::stop);
    }

    /** The end of a stream that its client need not be told as a failure. */
    static final class Stopping extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopping() {
            super("this instance stops", null, false, false);
        }
    }

    /** One client. It is dropped by what waits for it, because a stalled connection never says that it is. */
    private final class Client {
        private final Viewer viewer;
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicBoolean left = new AtomicBoolean();
        private volatile MultiEmitter<? super PolicyStatus> emitter;
        private volatile AutoCloseable subscription;

        Client(Viewer viewer) {
            this.viewer = viewer;
        }

        void feed(MultiEmitter<? super PolicyStatus> to) {
            emitter = to;
            to.onTermination(this::leave);
            subscription = operations.subscribe(this::emit);
            if (left.get()) {
                close();
            }
            if (ended) {
                stop();
            }
            operations.status().forEach(this::emit);
        }

        private void stop() {
            MultiEmitter<? super PolicyStatus> to = emitter;
            if (to != null) {
                to.fail(new Stopping());
            }
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
                clients.remove(this);
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
