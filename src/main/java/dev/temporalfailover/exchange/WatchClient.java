package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.ExchangeMeters.MessageResult;
import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.exchange.wire.WatchRequest;
import dev.temporalfailover.failover.pace.Backoff;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Watches one other place by the first of its endpoints that answers. Owned by the exchange's thread. */
final class WatchClient {
    private static final Backoff RETRY = Backoff.of(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final Parts parts;
    private final ExchangeSettings.Peer peer;
    private final BooleanSupplier wanted;
    private final Opinions opinions;
    private final Runnable changed;
    private Backoff backoff = RETRY;
    private int endpoint;
    private Attempt attempt;
    private Future<?> retry;

    /**
     * @param wanted true while this place is to be watched
     * @param changed to be run when its opinions are news
     */
    WatchClient(Parts parts, ExchangeSettings.Peer peer, BooleanSupplier wanted, Opinions opinions, Runnable changed) {
        this.parts = parts;
        this.peer = peer;
        this.wanted = wanted;
        this.opinions = opinions;
        this.changed = changed;
    }

    /** Begins or stops to watch, and gives up one that is silent. */
    void look() {
        if (!wanted.getAsBoolean() || !parts.canDial()) {
            drop();
            return;
        }
        if (attempt != null
                && parts.steady()
                                .get()
                                .minus(attempt.heard)
                                .compareTo(parts.settings().silence())
                        > 0) {
            failed("no view for " + parts.settings().silence());
        }
        if (attempt == null && retry == null) {
            attempt = new Attempt(peer.endpoints().get(endpoint));
            attempt.start();
        }
    }

    private void take(Attempt from, View view, Duration at) {
        if (from != attempt) {
            return;
        }
        from.heard = at;
        try {
            Opinions.Taken taken = opinions.take(
                    peer.place(),
                    ViewWire.decode(
                            view, peer.place(), parts.settings().limits().stringLength(), at),
                    parts.settings().silence());
            parts.meters()
                    .message(
                            Stream.PEER,
                            taken == Opinions.Taken.OUTDATED ? MessageResult.OUTDATED : MessageResult.ACCEPTED);
            backoff = RETRY;
            parts.meters().open(Stream.PEER, peer.place(), 1);
            parts.notices().say("peer " + peer.place(), "watches " + peer.place() + " at " + from.address);
            if (taken == Opinions.Taken.NEWS) {
                changed.run();
            }
            from.call.request(1);
        } catch (Malformed e) {
            parts.meters().message(Stream.PEER, MessageResult.MALFORMED);
            failed("it sent " + e.getMessage());
        }
    }

    private void failed(String why) {
        parts.notices()
                .say("peer " + peer.place(), "cannot watch " + peer.place() + " at " + attempt.address + ": " + why);
        drop();
        endpoint = (endpoint + 1) % peer.endpoints().size();
        Duration now = parts.steady().get();
        backoff = backoff.failed(now, parts.random().nextDouble());
        retry = parts.thread().after(backoff.until().minus(now), () -> {
            retry = null;
            look();
        });
    }

    private void drop() {
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
        if (attempt != null) {
            attempt.channel.shutdownNow();
            attempt = null;
            parts.meters().open(Stream.PEER, peer.place(), 0);
        }
    }

    void close() {
        drop();
    }

    /** One stream, from its request to its end. */
    private final class Attempt implements ClientResponseObserver<WatchRequest, View> {
        private final String address;
        private final ManagedChannel channel;
        private Duration heard = parts.steady().get();
        private volatile ClientCallStreamObserver<WatchRequest> call;

        Attempt(String address) {
            this.address = address;
            this.channel = parts.sockets().open(address);
        }

        void start() {
            WatchRequest request = WatchRequest.newBuilder()
                    .setPlace(parts.settings().place())
                    .setInstance(parts.settings().instance())
                    .build();
            CoordinationGrpc.newStub(channel).watch(request, this);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(View view) {
            Duration at = parts.steady().get();
            parts.thread().run(() -> take(this, view, at));
        }

        @Override
        public void onError(Throwable failure) {
            ended(Failures.words(failure));
        }

        @Override
        public void onCompleted() {
            ended("it ended the stream");
        }

        private void ended(String why) {
            parts.thread().run(() -> {
                if (this == attempt) {
                    failed(why);
                }
            });
        }
    }
}
