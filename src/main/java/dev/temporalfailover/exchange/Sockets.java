package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.bounds.UnfinishedMessages;
import dev.temporalfailover.exchange.identity.Callers;
import dev.temporalfailover.exchange.identity.IdentityTrust;
import dev.temporalfailover.exchange.identity.Refusals;
import dev.temporalfailover.exchange.identity.TlsCredentials;
import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.FloodGuard;
import dev.temporalfailover.outside.grpc.FieldBound;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of sockets, and how servers and channels are made on them. */
final class Sockets implements AutoCloseable {
    private static final int MAX_METADATA = 8 << 10;
    private static final int WINDOW = 128 << 10;
    /** Several times what a report of 2,000 votes has. */
    private static final FieldBound FIELDS = new FieldBound(100_000);

    /** Bytes that a place may send; many times what its opinions are at their longest. */
    static final int PER_SECOND = 16 << 20;

    /** An instance makes a connection for each call. */
    private static final int CALLS_PER_CONNECTION = 2;
    /** Connections without a stream: health checks of load balancers, instances that connect again. */
    private static final int SPARE = 64;

    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(30);

    private final ExchangeSettings settings;
    private final Optional<TlsCredentials> tls;
    private final EventLoopGroup io = new NioEventLoopGroup(2, new DefaultThreadFactory("exchange-io", true));
    private final ThreadPoolExecutor names;
    private final Clock clock;

    Sockets(ExchangeSettings settings, Optional<TlsCredentials> tls, Clock clock, Heartbeats heartbeats) {
        this.clock = clock;
        this.settings = settings;
        this.tls = tls;
        int loop = 0;
        for (EventExecutor one : io) {
            Heartbeat heartbeat = heartbeats.of("exchange-io-" + ++loop, ALIVE_WITHIN);
            one.scheduleAtFixedRate(heartbeat::beat, 0, 1, TimeUnit.SECONDS);
        }
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
    Server serve(CoordinationGrpc.AsyncService service, Refusals refusals) throws IOException {
        Doorkeeper doorkeeper = new Doorkeeper(settings.limits(), SPARE, refusals, clock);
        UnfinishedMessages unfinished = new UnfinishedMessages(doorkeeper::overfull);
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
                .handshakeTimeout(5, TimeUnit.SECONDS)
                .maxRstFramesPerWindow(100, 10)
                .maxConnectionIdle(60, TimeUnit.SECONDS)
                // So that a certificate that has expired meanwhile is looked at.
                .maxConnectionAge(12, TimeUnit.HOURS)
                .maxConnectionAgeGrace(5, TimeUnit.SECONDS)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addStreamTracerFactory(unfinished)
                .addService(ServerInterceptors.intercept(
                        FIELDS.on(CoordinationGrpc.bindService(service)), new Callers(tls, refusals), unfinished));
        tls.ifPresent(credentials -> builder.sslContext(credentials.server()));
        return builder.build().start();
    }

    /** False while there are no credentials to dial with. */
    boolean canDial() {
        return tls.map(TlsCredentials::loaded).orElse(true);
    }

    /**
     * A channel of its own for one attempt, so that the library's back-off never hides a peer that is back.
     *
     * @param rule what the certificate of whoever answers must say
     */
    ManagedChannel open(String endpoint, IdentityTrust.PeerRule rule) {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("dns:///" + endpoint)
                .channelFactory(this::socket, InetSocketAddress.class)
                .eventLoopGroup(io)
                .directExecutor()
                .offloadExecutor(names)
                .proxyDetector(address -> null)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, settings.silence().toMillis()))
                .maxInboundMessageSize(settings.limits().messageBytes())
                .intercept(FIELDS)
                .maxInboundMetadataSize(MAX_METADATA)
                .flowControlWindow(WINDOW)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .userAgent("temporal-failover")
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxTraceEvents(0);
        return tls.map(credentials ->
                        builder.overrideAuthority(credentials.serverName()).sslContext(credentials.client(rule)))
                .orElseGet(builder::usePlaintext)
                .build();
    }

    private NioSocketChannel socket() {
        NioSocketChannel made = new NioSocketChannel();
        made.pipeline().addLast(new FloodGuard(PER_SECOND, clock));
        return made;
    }

    @Override
    public void close() {
        names.shutdownNow();
        io.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
