package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.identity.Callers.PeerCall;
import dev.temporalfailover.exchange.identity.PeerId;
import dev.temporalfailover.exchange.identity.Refusals;
import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.exchange.wire.WatchRequest;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.Notices;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

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
    private final Clock clock;
    private final Refusals refusals;
    private final Notices notices;
    private final ExchangeMeters meters;

    CoordinationService(
            ExchangeSettings settings,
            ExchangeThread thread,
            ReportDesk reports,
            WatchDesk watches,
            Clock clock,
            Refusals refusals,
            Notices notices,
            ExchangeMeters meters) {
        this.settings = settings;
        this.thread = thread;
        this.reports = reports;
        this.watches = watches;
        this.clock = clock;
        this.refusals = refusals;
        this.notices = notices;
        this.meters = meters;
    }

    @Override
    public StreamObserver<Observation> report(StreamObserver<Guidance> answers) {
        ServerCallStreamObserver<Guidance> call = (ServerCallStreamObserver<Guidance>) answers;
        call.disableAutoRequest();
        ReportStream stream = new ReportStream(call, PeerCall.present(), clock.steady());
        onEnd(call, () -> reports.closed(stream));
        call.setOnReadyHandler(thread.signal(() -> reports.tell(stream)));
        thread.run(() -> reports.opened(stream));
        return new Reports(stream);
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<View> answers) {
        ServerCallStreamObserver<View> call = (ServerCallStreamObserver<View>) answers;
        PeerCall caller = PeerCall.present();
        try {
            int longest = settings.limits().stringLength();
            Texts.name("an instance", request.getInstance(), longest);
            Texts.name("a place", request.getPlace(), longest);
            caller.mustBe(request.getPlace(), request.getInstance());
        } catch (PeerId.Refused e) {
            refusals.refused(e, caller.address());
            call.onError(
                    Status.PERMISSION_DENIED.withDescription(e.getMessage()).asException());
            return;
        } catch (Malformed e) {
            meters.message(ExchangeMeters.Stream.WATCHERS, ExchangeMeters.MessageResult.MALFORMED);
            call.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
            return;
        }
        meters.message(ExchangeMeters.Stream.WATCHERS, ExchangeMeters.MessageResult.ACCEPTED);
        notices.say("watch " + request.getPlace(), request.getPlace() + " watches this place");
        onEnd(call, () -> watches.closed(call));
        call.setOnReadyHandler(thread.signal(() -> watches.ready(call)));
        thread.run(() -> watches.opened(call, caller.address()));
    }

    private void onEnd(ServerCallStreamObserver<?> call, Runnable task) {
        Runnable once = () -> thread.run(task);
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
            Duration at = clock.steady();
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
