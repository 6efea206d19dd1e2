package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.exchange.wire.WatchRequest;
import dev.temporalfailover.outside.Notices;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Takes calls on the threads of sockets, bounds how many there are, and hands all else over to the exchange's thread.
 *
 * <p>Not a {@link io.grpc.BindableService}: for any of those Quarkus opens a gRPC server of its own, on port 9000 of every
 * address and without TLS.
 */
final class CoordinationService implements CoordinationGrpc.AsyncService {
    private final ExchangeSettings settings;
    private final ExchangeThread thread;
    private final ReportDesk reports;
    private final WatchDesk watches;
    private final Supplier<Duration> steady;
    private final Notices notices;
    private final ExchangeMeters meters;
    private final AtomicInteger observers = new AtomicInteger();
    private final AtomicInteger watchers = new AtomicInteger();

    CoordinationService(
            ExchangeSettings settings,
            ExchangeThread thread,
            ReportDesk reports,
            WatchDesk watches,
            Supplier<Duration> steady,
            Notices notices,
            ExchangeMeters meters) {
        this.settings = settings;
        this.thread = thread;
        this.reports = reports;
        this.watches = watches;
        this.steady = steady;
        this.notices = notices;
        this.meters = meters;
    }

    @Override
    public StreamObserver<Observation> report(StreamObserver<Guidance> answers) {
        ServerCallStreamObserver<Guidance> call = (ServerCallStreamObserver<Guidance>) answers;
        call.disableAutoRequest();
        ReportStream stream = new ReportStream(call, steady.get());
        if (full(call, observers, settings.limits().observers(), "observers")) {
            return new Reports(stream);
        }
        onEnd(call, observers, () -> reports.closed(stream));
        call.setOnReadyHandler(thread.signal(() -> reports.tell(stream)));
        thread.run(() -> reports.opened(stream));
        return new Reports(stream);
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<View> answers) {
        ServerCallStreamObserver<View> call = (ServerCallStreamObserver<View>) answers;
        String who;
        try {
            int longest = settings.limits().stringLength();
            who = Texts.name("an instance", request.getInstance(), longest) + " of "
                    + Texts.name("a place", request.getPlace(), longest);
        } catch (Malformed e) {
            meters.message(ExchangeMeters.Stream.WATCHERS, ExchangeMeters.MessageResult.MALFORMED);
            call.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
            return;
        }
        if (full(call, watchers, settings.limits().watchers(), "watchers")) {
            return;
        }
        meters.message(ExchangeMeters.Stream.WATCHERS, ExchangeMeters.MessageResult.ACCEPTED);
        notices.say("watch " + who, who + " watches this place");
        onEnd(call, watchers, () -> watches.closed(call));
        call.setOnReadyHandler(thread.signal(() -> watches.ready(call)));
        thread.run(() -> watches.opened(call));
    }

    private boolean full(ServerCallStreamObserver<?> call, AtomicInteger open, int most, String what) {
        if (open.incrementAndGet() <= most) {
            return false;
        }
        open.decrementAndGet();
        meters.refused(ExchangeMeters.RefusalReason.FULL);
        notices.say("full " + what, "more than " + most + " " + what + ": further ones are refused");
        call.onError(Status.RESOURCE_EXHAUSTED
                .withDescription("more than " + most + " " + what)
                .asException());
        return true;
    }

    private void onEnd(ServerCallStreamObserver<?> call, AtomicInteger open, Runnable task) {
        Runnable once = () -> {
            open.decrementAndGet();
            thread.run(task);
        };
        // The library calls one of the two.
        call.setOnCancelHandler(once);
        call.setOnCloseHandler(once);
    }

    private final class Reports implements StreamObserver<Observation> {
        private final ReportStream stream;

        Reports(ReportStream stream) {
            this.stream = stream;
        }

        @Override
        public void onNext(Observation message) {
            Duration at = steady.get();
            thread.run(() -> reports.heard(stream, message, at));
        }

        @Override
        public void onError(Throwable cancelled) {
            // The call's own handler reports it.
        }

        @Override
        public void onCompleted() {
            thread.run(() -> stream.end(Status.OK));
        }
    }
}
