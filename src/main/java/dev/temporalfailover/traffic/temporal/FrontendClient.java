package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.outside.TokenFile;
import dev.temporalfailover.outside.WatchedFile;
import dev.temporalfailover.outside.grpc.Bearer;
import dev.temporalfailover.outside.grpc.ServerChannel;
import dev.temporalfailover.outside.grpc.TlsContexts;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.RegionFrontend;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Calls to one region's frontend, on one channel. Each is sent once. A connection on which nothing comes back is replaced: the
 * library alone would keep a half-open one for a quarter of an hour. Any thread.
 */
final class FrontendClient {
    /**
     * Where a cluster forwards calls (its {@code dcRedirectionPolicy}), one that is a standby would ask the active one and give
     * that one's answer for its own. This header keeps a call where it was sent: RedirectionAllowed in Temporal's
     * {@code common/rpc/interceptor/redirection.go}, 1.31.
     */
    private static final Metadata.Key<String> REDIRECTION =
            Metadata.Key.of("xdc-redirection", Metadata.ASCII_STRING_MARSHALLER);
    /** A page of 100 namespaces with their settings; gRPC's own default. */
    private static final int MAX_MESSAGE = 4 << 20;

    private static final int PER_SECOND = 4 * MAX_MESSAGE;

    /** Of one answer: twice what 100 namespaces with long settings have. */
    static final int MOST_FIELDS = 100_000;

    private final RegionFrontend frontend;
    private final int mostFields;
    private final EventLoopGroup sockets;
    private final Clock clock;
    private final Optional<TlsContexts> tls;
    private final Optional<TokenFile> reading;
    private final Optional<TokenFile> updating;
    private ManagedChannel channel;
    private boolean closed;
    private volatile boolean lost;

    /** Whose token a call carries. */
    enum Right {
        READ,
        UPDATE
    }

    /**
     * @param updateToken of {@link Right#UPDATE}; empty for the frontend's own
     * @param mostFields of one answer
     */
    FrontendClient(
            RegionFrontend frontend,
            Optional<Path> updateToken,
            int mostFields,
            EventLoopGroup sockets,
            Clock clock,
            FileListener files) {
        this.frontend = frontend;
        this.mostFields = mostFields;
        this.sockets = sockets;
        this.clock = clock;
        this.tls = frontend.tls().map(one -> new TlsContexts(one, files));
        this.reading = frontend.tokenFile().map(file -> new TokenFile(new WatchedFile(file), files));
        this.updating = updateToken
                .map(file -> new TokenFile(new WatchedFile(file), files))
                .or(() -> reading);
        files();
    }

    RegionFrontend frontend() {
        return frontend;
    }

    /** Looks at the files of TLS and tokens; calls under way end on the old connection. One thread at a time. */
    void files() {
        reading.ifPresent(TokenFile::poll);
        updating.filter(token -> reading.filter(same -> same == token).isEmpty())
                .ifPresent(TokenFile::poll);
        if (tls.map(TlsContexts::poll).orElse(false)) {
            renew();
        }
    }

    /** The answer, or a failure with the status that {@link TemporalRefusal} reads; at the deadline at the latest. */
    <Q, R> CompletableFuture<R> ask(MethodDescriptor<Q, R> method, Q request, Right right, Duration deadline) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        Optional<TokenFile> token = right == Right.READ ? reading : updating;
        if (tls.isPresent() && tls.get().grpc() == null) {
            answer.completeExceptionally(ours("the certificate files of " + frontend.region() + " cannot be used"));
            return answer;
        }
        if (token.isPresent() && token.get().authorization() == null) {
            answer.completeExceptionally(ours("the token file of " + frontend.region() + " cannot be used"));
            return answer;
        }
        Metadata headers = Bearer.headers(token);
        headers.put(REDIRECTION, "false");
        Channel on = ClientInterceptors.intercept(channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
        ClientCalls.asyncUnaryCall(on.newCall(method, options), request, new StreamObserver<R>() {
            private R message;

            @Override
            public void onNext(R one) {
                message = one;
            }

            @Override
            public void onError(Throwable why) {
                Status.Code code = Status.fromThrowable(why).getCode();
                lost |= code == Status.Code.DEADLINE_EXCEEDED || code == Status.Code.UNAVAILABLE;
                answer.completeExceptionally(why);
            }

            @Override
            public void onCompleted() {
                answer.complete(message);
            }
        });
        return answer;
    }

    private static Throwable ours(String what) {
        return Status.UNAUTHENTICATED.withDescription(what).asRuntimeException();
    }

    private synchronized Channel channel() {
        if (channel == null) {
            channel = open();
            if (closed) {
                channel.shutdownNow();
            }
        } else if (lost) {
            channel.enterIdle();
        }
        lost = false;
        return channel;
    }

    private ManagedChannel open() {
        return new ServerChannel(
                        frontend.host(),
                        frontend.port(),
                        frontend.tls().flatMap(Tls::serverName),
                        tls,
                        MAX_MESSAGE,
                        mostFields,
                        PER_SECOND,
                        "temporal-failover")
                .builder(sockets, clock)
                .directExecutor()
                .build();
    }

    private synchronized void renew() {
        if (channel != null) {
            channel.shutdown();
            channel = null;
        }
    }

    synchronized void close() {
        closed = true;
        if (channel != null) {
            channel.shutdownNow();
        }
    }
}
