package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.outside.TokenFile;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A unary call as a probe: a bare call on the link's channel. Told as lost at its timeout, it stays open for a while: an
 * late answer shows that the server is alive. That time is the call's deadline, which is sent along.
 */
final class GrpcProbe<Q, R> implements Question {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Loop loop;
    private final Link link;
    private final TokenFile token;
    private final Check check;
    private final MethodDescriptor<Q, R> method;
    private final Q request;
    private final Function<R, Answer> read;
    private final Duration lateTimeout;

    private GrpcProbe(
            Loop loop,
            Link link,
            TokenFile token,
            Check check,
            MethodDescriptor<Q, R> method,
            Q request,
            Function<R, Answer> read) {
        this.loop = loop;
        this.link = link;
        this.lateTimeout = link.lateTimeout();
        this.token = token;
        this.check = check;
        this.method = method;
        this.request = request;
        this.read = read;
    }

    /** GetSystemInfo. {@code token} may be null. */
    static Question systemInfo(Loop loop, Link link, TokenFile token) {
        return new GrpcProbe<>(
                loop,
                link,
                token,
                Check.SYSTEM_INFO,
                WorkflowServiceGrpc.getGetSystemInfoMethod(),
                GetSystemInfoRequest.getDefaultInstance(),
                answer -> Answer.OK);
    }

    /** DescribeNamespace, strongly consistent. */
    static Question namespace(Loop loop, Link link, TokenFile token, String namespace) {
        return new GrpcProbe<>(
                loop,
                link,
                token,
                Check.DESCRIBE_NAMESPACE,
                WorkflowServiceGrpc.getDescribeNamespaceMethod(),
                DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build(),
                answer -> Answer.OK);
    }

    /** grpc.health.v1 with the role's service name. */
    static Question health(Loop loop, Link link, TokenFile token, Service service) {
        return new GrpcProbe<>(
                loop,
                link,
                token,
                Check.GRPC_HEALTH,
                HealthGrpc.getCheckMethod(),
                HealthCheckRequest.newBuilder().setService(healthName(service)).build(),
                GrpcProbe::serving);
    }

    /** The name that a role registers with the health service, which for history and matching is not its RPC service. */
    static String healthName(Service service) {
        return switch (service) {
            case FRONTEND -> "temporal.api.workflowservice.v1.WorkflowService";
            case HISTORY -> "temporal.api.workflowservice.v1.HistoryService";
            case MATCHING -> "temporal.api.workflowservice.v1.MatchingService";
            case FRONTEND_HTTP, WEB_UI -> "";
        };
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
        Metadata headers = new Metadata();
        if (token != null) {
            headers.put(AUTHORIZATION, token.authorization());
        }
        ClientCall<Q, R> call = link.channel()
                .newCall(method, CallOptions.DEFAULT.withDeadlineAfter(lateTimeout.toNanos(), TimeUnit.NANOSECONDS));
        Ear ear = new Ear(call, start, done);
        call.start(ear, headers);
        call.request(2);
        call.sendMessage(request);
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
            done.accept(GrpcOutcome.of(check, Status.DEADLINE_EXCEEDED, null, connected()));
        }

        @Override
        public void onMessage(R answer) {
            message = answer;
            messages++;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            Answer answer = answer(status, trailers);
            loop.run(() -> closed(answer));
        }

        private void closed(Answer answer) {
            closed = true;
            if (timer != null) {
                timer.cancel(false);
            }
            link.ended(answer.outcome().lost(), start);
            if (!timedOut || !answer.outcome().lost()) {
                done.accept(answer);
            }
        }

        private Answer answer(Status status, Metadata trailers) {
            if (!status.isOk()) {
                GrpcOutcome.Connected connected = connected();
                Answer answer = GrpcOutcome.of(check, status, trailers, connected);
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
