package dev.temporalfailover.probe.canary.workflow;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.TokenFile;
import dev.temporalfailover.outside.WatchedFile;
import dev.temporalfailover.outside.grpc.Bearer;
import dev.temporalfailover.outside.grpc.TlsContexts;
import dev.temporalfailover.probe.canary.CanarySettings.Server;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes connections to the frontend that the workflow is run by. One thread, but {@link #headers} from any. */
final class FrontendChannel implements AutoCloseable {
    private static final int MAX_MESSAGE = 1 << 20;
    private static final int PER_SECOND = 4 * MAX_MESSAGE;

    private final EventLoopGroup sockets =
            new NioEventLoopGroup(1, new DefaultThreadFactory("canary-workflow-io", true));
    private final Server server;
    private final Clock clock;
    private final Optional<TlsContexts> tls;
    private final Optional<TokenFile> token;

    FrontendChannel(Server server, Clock clock, FileListener files) {
        this.server = server;
        this.clock = clock;
        this.tls = server.tls().map(one -> new TlsContexts(one, files));
        this.token = server.tokenFile().map(file -> new TokenFile(new WatchedFile(file), files));
    }

    /** Looks at the files of TLS and token; true if a new connection would have another certificate. */
    boolean files() {
        token.ifPresent(TokenFile::poll);
        return tls.map(TlsContexts::poll).orElse(false);
    }

    /** What is wrong with those files; empty if they can be used. */
    String problem() {
        if (tls.isPresent() && tls.get().grpc() == null) {
            return "the files of tls cannot be used";
        }
        return token.isPresent() && token.get().authorization() == null ? "the token file cannot be used" : "";
    }

    /** Of each call. */
    Metadata headers() {
        return Bearer.headers(token);
    }

    ManagedChannel open() {
        return server.channel(tls, MAX_MESSAGE, PER_SECOND)
                .builder(sockets, clock)
                .build();
    }

    @Override
    public void close() {
        sockets.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
