package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.outside.Notices;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of sockets, and how servers and channels are made on them. */
final class Sockets implements AutoCloseable {
    private static final int MAX_METADATA = 8 << 10;
    private static final int WINDOW = 128 << 10;
    private static final int CALLS_PER_CONNECTION = 8;
    /** Connections without a stream: health checks of load balancers, instances that connect again. */
    private static final int SPARE = 64;

    private final ExchangeSettings settings;
    private final Optional<TlsCredentials> tls;
    private final EventLoopGroup io = new NioEventLoopGroup(2, new DefaultThreadFactory("exchange-io", true));
    private final ThreadPoolExecutor names;

    Sockets(ExchangeSettings settings, Optional<TlsCredentials> tls) {
        this.settings = settings;
        this.tls = tls;
        // The JDK's look-up blocks. An attempt asks once and lasts for seconds, so that little can wait here.
        names = new ThreadPoolExecutor(
                4,
                4,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("exchange-names", true));
        names.allowCoreThreadTimeOut(true);
    }

    /** Listens; the pings end connections whose other end has vanished. */
    Server serve(CoordinationGrpc.AsyncService service, Notices notices, ExchangeMeters meters) throws IOException {
        Doorkeeper doorkeeper =
                new Doorkeeper(settings.limits().observers() + settings.limits().watchers() + SPARE, notices, meters);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(settings.host(), settings.port()))
                .channelFactory(() -> {
                    NioServerSocketChannel listening = new NioServerSocketChannel();
                    listening.pipeline().addLast(doorkeeper);
                    return listening;
                })
                .bossEventLoopGroup(io)
                .workerEventLoopGroup(io)
                .directExecutor()
                .maxInboundMessageSize(settings.limits().messageBytes())
                .maxInboundMetadataSize(MAX_METADATA)
                .flowControlWindow(WINDOW)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                .handshakeTimeout(10, TimeUnit.SECONDS)
                .maxConnectionIdle(60, TimeUnit.SECONDS)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(CoordinationGrpc.bindService(service));
        tls.ifPresent(credentials -> builder.sslContext(credentials.server()));
        return builder.build().start();
    }

    /** False while there are no credentials to dial with. */
    boolean canDial() {
        return tls.map(TlsCredentials::loaded).orElse(true);
    }

    /** A channel of its own for one attempt, so that the library's back-off never hides a peer that is back. */
    ManagedChannel open(String endpoint) {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("dns:///" + endpoint)
                .channelType(NioSocketChannel.class)
                .eventLoopGroup(io)
                .directExecutor()
                .offloadExecutor(names)
                .proxyDetector(address -> null)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, settings.silence().toMillis()))
                .maxInboundMessageSize(settings.limits().messageBytes())
                .maxInboundMetadataSize(MAX_METADATA)
                .flowControlWindow(WINDOW)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .userAgent("temporal-failover")
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxTraceEvents(0);
        return tls.map(credentials ->
                        builder.overrideAuthority(credentials.serverName()).sslContext(credentials.client()))
                .orElseGet(builder::usePlaintext)
                .build();
    }

    @Override
    public void close() {
        names.shutdownNow();
        io.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
