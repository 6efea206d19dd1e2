package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.failover.verdict.PolicyVote;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Map;

/** One connection to a leader, from its first message to its end. Owned by the exchange's thread. */
final class ReportAttempt {
    /** What happens on it; called on the exchange's thread. */
    interface Events {
        /** More can be sent. */
        void ready(ReportAttempt from);

        void guided(ReportAttempt from, Guidance guidance);

        void ended(ReportAttempt from, String why);
    }

    private final ExchangeSettings settings;
    private final ExchangeThread thread;
    private final String address;
    private final Events events;
    private final ManagedChannel channel;
    private final SentVotes sent;
    private ClientCallStreamObserver<Observation> call;
    private boolean introduced;
    private boolean dropped;
    private boolean answered;
    private Duration lastSent;
    private Duration lastHeard;
    private Runnable noted;

    ReportAttempt(
            ExchangeSettings settings, ExchangeThread thread, ManagedChannel channel, String address, Events events) {
        this.settings = settings;
        this.thread = thread;
        this.address = address;
        this.events = events;
        this.channel = channel;
        this.sent = new SentVotes(settings.limits(), settings.silence());
        this.lastHeard = thread.now();
    }

    String address() {
        return address;
    }

    void start() {
        CoordinationGrpc.newStub(channel).report(new Answers());
    }

    /** True if the leader has not answered for too long; at first it may be busy with the handshakes of a whole region. */
    boolean silent() {
        Duration patience = settings.silence().multipliedBy(answered ? 1 : 2);
        return thread.now().minus(lastHeard).compareTo(patience) > 0;
    }

    /** True the first time it is asked: an answer came. */
    boolean first() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    /** Sends what is new as far as the stream can take it, or a sign of life. */
    void tell(Map<ReportStream.VoteKey, PolicyVote> votes, Duration judged, boolean heartbeat) {
        if (introduced && sent.needsAfresh(votes)) {
            events.ended(this, "some votes ended, all are sent again");
            return;
        }
        while (call != null && !dropped && noted == null && call.isReady()) {
            Duration now = thread.now();
            Observation.Builder message = Observation.newBuilder();
            boolean news = sent.fill(message, votes, now);
            boolean due = heartbeat
                    && (lastSent == null
                            || now.minus(lastSent)
                                            .compareTo(settings.heartbeat().dividedBy(2))
                                    >= 0);
            if (introduced && !news && !due) {
                return;
            }
            if (!introduced) {
                message.setInstance(settings.instance()).setRegion(settings.place());
                introduced = true;
            }
            lastSent = now;
            message.setJudgedMs(VoteWire.millis(now.minus(judged)));
            call.onNext(message.build());
        }
    }

    /** Asks for the next answer. */
    void next() {
        if (!dropped && call != null) {
            call.request(1);
        }
    }

    void leave(Runnable then) {
        noted = then;
        if (call == null || dropped || !introduced) {
            then.run();
            return;
        }
        call.onNext(Observation.newBuilder().setLeaving(true).build());
        call.onCompleted();
    }

    void drop() {
        dropped = true;
        channel.shutdownNow();
    }

    private void end(String why) {
        if (noted != null) {
            noted.run();
        } else if (!dropped) {
            events.ended(this, why);
        }
    }

    private final class Answers implements ClientResponseObserver<Observation, Guidance> {
        @Override
        public void beforeStart(ClientCallStreamObserver<Observation> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(1);
            stream.setOnReadyHandler(thread.signal(() -> {
                if (!dropped) {
                    events.ready(ReportAttempt.this);
                }
            }));
        }

        @Override
        public void onNext(Guidance guidance) {
            thread.run(() -> {
                lastHeard = thread.now();
                if (!dropped) {
                    events.guided(ReportAttempt.this, guidance);
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            thread.run(() -> end(Failures.words(failure)));
        }

        @Override
        public void onCompleted() {
            thread.run(() -> end("the leader ended the stream"));
        }
    }
}
