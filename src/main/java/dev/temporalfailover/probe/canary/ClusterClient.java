package dev.temporalfailover.probe.canary;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.TokenFile;
import dev.temporalfailover.outside.WatchedFile;
import dev.temporalfailover.outside.grpc.Bearer;
import dev.temporalfailover.outside.grpc.TlsContexts;
import dev.temporalfailover.probe.canary.CanarySettings.Connection;
import dev.temporalfailover.probe.canary.CanarySettings.Server;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.GetClusterInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Asks one server for its cluster's id by GetClusterInfo, which Temporal answers locally: it is not forwarded to another
 * cluster. One thread calls {@link #ask}; answers come on the sockets' thread.
 */
final class ClusterClient {
    private static final int MAX_MESSAGE = 64 << 10;
    private static final int PER_SECOND = 16 * MAX_MESSAGE;
    private static final int MAX_LINE = 200;

    private final Server server;
    private final Connection connection;
    private final EventLoopGroup sockets;
    private final Clock clock;
    private final Duration deadline;
    private final Optional<TlsContexts> tls;
    private final Optional<TokenFile> token;
    private ManagedChannel kept;
    /** Set by the sockets' thread. */
    private volatile boolean lost;

    ClusterClient(
            Server server,
            Connection connection,
            EventLoopGroup sockets,
            Clock clock,
            Duration deadline,
            FileListener files) {
        this.server = server;
        this.connection = connection;
        this.sockets = sockets;
        this.clock = clock;
        this.deadline = deadline;
        this.tls = server.tls().map(one -> new TlsContexts(one, files));
        this.token = server.tokenFile().map(file -> new TokenFile(new WatchedFile(file), files));
        files();
    }

    /** Looks at the files of TLS and token. A new certificate is for the next connection. */
    void files() {
        boolean renewed = tls.map(TlsContexts::poll).orElse(false);
        token.ifPresent(TokenFile::poll);
        if (renewed) {
            close();
        }
    }

    /** @param done once: the cluster's id and "", or "" and why there is none */
    void ask(BiConsumer<String, String> done) {
        if (tls.isPresent() && tls.get().grpc() == null) {
            done.accept("", "the files of tls cannot be used");
            return;
        }
        ManagedChannel channel = connection == Connection.NEW ? open() : keep();
        var call = ClientInterceptors.intercept(
                        channel, MetadataUtils.newAttachHeadersInterceptor(Bearer.headers(token)))
                .newCall(
                        WorkflowServiceGrpc.getGetClusterInfoMethod(),
                        CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS));
        ClientCalls.asyncUnaryCall(call, GetClusterInfoRequest.getDefaultInstance(), new StreamObserver<>() {
            private String cluster = "";

            @Override
            public void onNext(GetClusterInfoResponse answer) {
                cluster = Line.of(answer.getClusterId(), MAX_LINE);
            }

            @Override
            public void onError(Throwable why) {
                lost = true;
                end("", words(why));
            }

            @Override
            public void onCompleted() {
                end(cluster, cluster.isEmpty() ? "it answered without a cluster id" : "");
            }

            private void end(String found, String failure) {
                if (connection == Connection.NEW) {
                    channel.shutdownNow();
                }
                done.accept(found, failure);
            }
        });
    }

    private ManagedChannel keep() {
        if (kept == null) {
            kept = open();
        } else if (lost) {
            // Dials at once: the library would wait up to two minutes, and a half-open connection a quarter of an hour.
            kept.enterIdle();
        }
        lost = false;
        return kept;
    }

    private ManagedChannel open() {
        return server.channel(tls, MAX_MESSAGE, PER_SECOND)
                .builder(sockets, clock)
                .directExecutor()
                .build();
    }

    private static String words(Throwable why) {
        Status status = Status.fromThrowable(why);
        String text = status.getDescription() == null ? "" : " " + status.getDescription();
        return Line.of(status.getCode() + text, MAX_LINE);
    }

    void close() {
        if (kept != null) {
            kept.shutdownNow();
            kept = null;
        }
    }
}
