package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.ExchangeMeters.MessageResult;
import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.identity.Refusals;
import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.exchange.wire.WatchRequest;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.outside.Notices;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Watches one other place by the first of its endpoints that answers. Owned by the exchange's thread. */
final class WatchClient {
    private final ExchangeSettings settings;
    private final ExchangeSettings.Peer peer;
    private final BooleanSupplier wanted;
    private final Opinions opinions;
    private final ExchangeThread thread;
    private final Sockets sockets;
    private final Notices notices;
    private final ExchangeMeters meters;
    private final ExchangeThread.Retry retry;
    private int endpoint;
    private WatchAttempt attempt;

    /** @param wanted true while this place is to be watched */
    WatchClient(
            ExchangeSettings settings,
            ExchangeSettings.Peer peer,
            BooleanSupplier wanted,
            Opinions opinions,
            ExchangeThread thread,
            Sockets sockets,
            Notices notices,
            ExchangeMeters meters) {
        this.settings = settings;
        this.peer = peer;
        this.wanted = wanted;
        this.opinions = opinions;
        this.thread = thread;
        this.sockets = sockets;
        this.notices = notices;
        this.meters = meters;
        this.retry = thread.new Retry(Duration.ofMillis(100), Duration.ofSeconds(2), this::look);
    }

    /** Begins or stops to watch, and gives up one that is silent. */
    void look() {
        if (!wanted.getAsBoolean() || !sockets.canDial()) {
            drop();
            return;
        }
        if (attempt != null && thread.now().minus(attempt.heard).compareTo(settings.silence()) > 0) {
            failed("no view for " + settings.silence());
        }
        if (attempt == null && !retry.waits()) {
            attempt = new WatchAttempt(peer.endpoints().get(endpoint));
            attempt.start();
        }
    }

    private void take(WatchAttempt from, View view, Duration at) {
        if (from != attempt) {
            return;
        }
        from.heard = at;
        try {
            Map<String, Opinion> told =
                    ViewWire.decode(view, peer.place(), settings.limits().stringLength(), at);
            Opinions.Taken taken = opinions.take(peer.place(), told, settings.silence());
            skewed(told.keySet());
            meters.message(
                    Stream.PEER, taken == Opinions.Taken.OUTDATED ? MessageResult.OUTDATED : MessageResult.ACCEPTED);
            retry.succeeded();
            meters.open(Stream.PEER, peer.place(), 1);
            notices.say("peer " + peer.place(), "watches " + peer.place() + " at " + from.address);
            from.call.request(1);
        } catch (Malformed e) {
            meters.message(Stream.PEER, MessageResult.MALFORMED);
            failed("it sent " + e.getMessage());
        }
    }

    private void skewed(Set<String> policies) {
        Set<String> unknown = new TreeSet<>(policies);
        unknown.removeAll(settings.policies());
        meters.skewed(peer.place(), unknown.size());
        String first = unknown.stream().limit(3).collect(Collectors.joining(", "));
        notices.trouble(
                "configuration of " + peer.place(),
                unknown.isEmpty() ? "" : unknown.size() + " policies that this instance does not have: " + first);
    }

    private void failed(String why) {
        notices.say("peer " + peer.place(), "cannot watch " + peer.place() + " at " + attempt.address + ": " + why);
        drop();
        endpoint = (endpoint + 1) % peer.endpoints().size();
        retry.failed();
    }

    private void drop() {
        retry.cancel();
        if (attempt != null) {
            attempt.channel.shutdownNow();
            attempt = null;
            meters.open(Stream.PEER, peer.place(), 0);
        }
    }

    /** Leaves the present stream for a new one. */
    void again() {
        drop();
        look();
    }

    void close() {
        drop();
    }

    /** One stream, from its request to its end. */
    private final class WatchAttempt implements ClientResponseObserver<WatchRequest, View> {
        private final String address;
        private final ManagedChannel channel;
        private Duration heard = thread.now();
        private volatile ClientCallStreamObserver<WatchRequest> call;

        WatchAttempt(String address) {
            this.address = address;
            this.channel = sockets.open(
                    address,
                    Refusals.counted(
                            meters::refused,
                            id -> id.mustBe(peer.place(), id.instance().orElse(""))));
        }

        void start() {
            WatchRequest request = WatchRequest.newBuilder()
                    .setPlace(settings.place())
                    .setInstance(settings.instance())
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
            Duration at = thread.now();
            thread.run(() -> take(this, view, at));
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
            thread.run(() -> {
                if (this == attempt) {
                    failed(why);
                }
            });
        }
    }
}
