package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.outside.TokenFile;
import dev.temporalfailover.outside.grpc.Bearer;
import dev.temporalfailover.probe.calls.ProbeCall;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A unary call as a probe: a bare call on the link's channel. Told as lost at its timeout, it stays open for a while: an
 * late answer shows that the server is alive. That time is the call's deadline, which is sent along.
 */
final class GrpcProbe<Q, R> implements Question {
    private final Loop loop;
    private final Link link;
    private final TokenFile token;
    private final ProbeCall<Q, R> ask;
    private final Function<R, Answer> read;
    private final Classifier classifier;
    private final Duration lateTimeout;

    /** Status -> answer, as {@link GrpcOutcome#of}. */
    interface Classifier {
        Answer of(Check check, Status status, Metadata trailers, GrpcOutcome.Connected connected);
    }

    GrpcProbe(
            Loop loop,
            Link link,
            TokenFile token,
            ProbeCall<Q, R> ask,
            Function<R, Answer> read,
            Classifier classifier) {
        this.loop = loop;
        this.link = link;
        this.lateTimeout = link.lateTimeout(ask.check());
        this.token = token;
        this.ask = ask;
        this.read = read;
        this.classifier = classifier;
    }

    private static <Q, R> Question alone(Loop loop, Link link, TokenFile token, ProbeCall<Q, R> call) {
        return new GrpcProbe<>(loop, link, token, call, answer -> Answer.OK, GrpcOutcome::of);
    }

    /** A frontend's own answer. {@code token} may be null. */
    static Question frontend(Loop loop, Link link, TokenFile token, ProbeCall<?, ?> call) {
        return Question.redialled(loop, link, alone(loop, link, token, call));
    }

    /**
     * What a frontend passes on to another role. One that does not know the call, or a proxy that does not let it through,
     * must show that Temporal is behind it.
     */
    static Question passedOn(Loop loop, Link link, TokenFile token, ProbeCall<?, ?> call) {
        Question question = alone(loop, link, token, call);
        return Question.redialled(
                loop, link, Question.confirmed(loop, question, alone(loop, link, token, ProbeCall.systemInfo())));
    }

    /** grpc.health.v1 with the role's service name. A frontend without that service must show that it is Temporal. */
    static Question health(Loop loop, Link link, TokenFile token, Service service) {
        Question health =
                new GrpcProbe<>(loop, link, token, ProbeCall.health(service), GrpcProbe::serving, GrpcOutcome::of);
        return Question.redialled(
                loop,
                link,
                service == Service.FRONTEND
                        ? Question.confirmed(loop, health, alone(loop, link, token, ProbeCall.systemInfo()))
                        : health);
    }

    private static Answer serving(HealthCheckResponse response) {
        return switch (response.getStatus()) {
            case SERVING -> Answer.OK;
            case NOT_SERVING, UNKNOWN, SERVICE_UNKNOWN ->
                new Answer(Outcome.NOT_SERVING, response.getStatus().name());
            case UNRECOGNIZED -> new Answer(Outcome.MALFORMED, "health status " + response.getStatusValue());
        };
    }

    @Override
    public void ask(Duration timeout, Consumer<Answer> done) {
        Duration start = loop.watch().look();
        ClientCall<Q, R> call = link.channel()
                .newCall(
                        ask.method(),
                        CallOptions.DEFAULT.withDeadlineAfter(lateTimeout.toNanos(), TimeUnit.NANOSECONDS));
        Ear ear = new Ear(call, start, done);
        link.use.began(start);
        call.start(ear, Bearer.headers(Optional.ofNullable(token)));
        call.request(2);
        call.sendMessage(ask.request().get());
        call.halfClose();
        ear.waitFor(timeout);
    }

    /** Waits for the one message and the status. Its flags are the loop's. */
    private final class Ear extends ClientCall.Listener<R> {
        private final ClientCall<Q, R> call;
        private final Duration start;
        private final Consumer<Answer> done;
        private R message;
        private int messages;
        private Future<?> timer;
        private boolean timedOut;
        private boolean closed;

        Ear(ClientCall<Q, R> call, Duration start, Consumer<Answer> done) {
            this.call = call;
            this.start = start;
            this.done = done;
        }

        void waitFor(Duration timeout) {
            if (!closed) {
                timer = loop.after(timeout, this::timeIsUp);
            }
        }

        private void timeIsUp() {
            timedOut = true;
            done.accept(guarded(() -> classifier.of(ask.check(), Status.DEADLINE_EXCEEDED, null, connected())));
        }

        @Override
        public void onMessage(R answer) {
            message = answer;
            messages++;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            Answer answer = guarded(() -> answer(status, trailers));
            loop.run(() -> closed(answer));
        }

        private Answer guarded(Supplier<Answer> reading) {
            return LocalFault.guarded(
                    loop.listener(), "reading the answer to " + ask.check().word(), reading);
        }

        private void closed(Answer answer) {
            closed = true;
            if (timer != null) {
                timer.cancel(false);
            }
            link.use.ended(loop.watch().look());
            if (answer.outcome() == Outcome.LOCAL_ERROR) {
                // A channel in which gRPC's own code threw refuses every later call.
                link.renew();
            }
            link.ended(answer.outcome().lost(), start);
            if (!timedOut || !answer.outcome().lost()) {
                done.accept(answer);
            }
        }

        private Answer answer(Status status, Metadata trailers) {
            if (!status.isOk()) {
                GrpcOutcome.Connected connected = connected();
                Answer answer = classifier.of(ask.check(), status, trailers, connected);
                boolean refused = answer.outcome() == Outcome.UNREACHABLE
                        && connected != GrpcOutcome.Connected.HTTP2
                        && link.closedAfterHandshake();
                return refused
                        ? new Answer(Outcome.TLS, "closed after the TLS handshake; is our certificate refused?")
                        : answer;
            }
            return messages == 1
                    ? read.apply(message)
                    : new Answer(Outcome.MALFORMED, messages + " messages in answer to a unary call");
        }

        private GrpcOutcome.Connected connected() {
            if (call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) != null) {
                return GrpcOutcome.Connected.HTTP2;
            }
            return link.tcpConnected() ? GrpcOutcome.Connected.TCP : GrpcOutcome.Connected.NO;
        }
    }
}
