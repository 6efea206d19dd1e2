package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.outside.FloodGuard;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.outside.grpc.FieldBound;
import dev.temporalfailover.probe.pool.ChannelUse;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The persistent gRPC channel to one target. It never hides the target behind the library's back-off: it dials again as
 * soon as a call got nothing back, not even late, and at the next probe if that failed. A dial has time for a lost SYN to
 * be sent again, so that one lost packet is not two failed probes.
 */
final class Link {
    private static final int MAX_MESSAGE = 256 << 10;
    /** Of one message; a task queue's pollers are the most of them. */
    private static final int MOST_FIELDS = 40_000;

    private static final int MAX_METADATA = 16 << 10;
    private static final int WINDOW = 128 << 10;
    /** Bytes; four of the longest answers. */
    static final int PER_SECOND = 4 * MAX_MESSAGE;

    /** RFC 6298, section 2: a lost SYN is not sent again before this. */
    private static final Duration SYN_AGAIN = Duration.ofSeconds(1);

    final ChannelUse use = new ChannelUse();
    private final Loop loop;
    private final Endpoint endpoint;
    private final String authority;
    private final Supplier<SslContext> tls;
    private final DialOrder order;
    private ManagedChannel channel;
    private Duration lastAnswer = Duration.ofSeconds(-1);
    private volatile NioSocketChannel socket;
    private volatile Duration dialled = Duration.ZERO;
    private volatile boolean closedAfterHandshake;

    /**
     * @param authority name to send and to verify
     * @param tls null for plaintext
     */
    Link(Loop loop, Endpoint endpoint, String authority, Supplier<SslContext> tls) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.authority = authority;
        this.tls = tls;
        this.order = new DialOrder(authority);
    }

    /** Where to connect; a connection to an address that stays is kept. */
    void addresses(List<InetSocketAddress> now) {
        order.set(now);
    }

    /** The channel for one more probe, dialling again if the last dial failed. */
    ManagedChannel channel() {
        if (channel == null) {
            channel = open();
        } else if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.enterIdle();
        }
        return channel;
    }

    /** A call that began at {@code start} ended; {@code lost}: nothing came back, not even late. */
    void ended(boolean lost, Duration start) {
        Duration now = loop.watch().look();
        if (!lost) {
            lastAnswer = now;
        } else if (channel != null
                && lastAnswer.compareTo(start) < 0
                && now.minus(dialled).compareTo(patience()) > 0) {
            // A half-open connection would swallow probes for a quarter of an hour after the peer came back.
            NioSocketChannel silent = socket;
            if (silent != null && silent.remoteAddress() != null) {
                order.failed(silent.remoteAddress());
            }
            channel.enterIdle();
            channel.getState(true);
        }
    }

    /** Until when a call of this check stays open for a late answer. */
    Duration lateTimeout(Check check) {
        return endpoint.times().late(check);
    }

    /** How long a dial may take; a younger one is not given up for another. */
    private Duration patience() {
        return endpoint.times().timeout().plus(SYN_AGAIN);
    }

    /** Whether the newest TCP handshake was answered. */
    boolean tcpConnected() {
        NioSocketChannel newest = socket;
        return newest != null && newest.isActive();
    }

    /**
     * Whether the peer took our part of the newest TLS handshake, in which we sent a certificate, and then hung up. In
     * TLS 1.3 a server refuses a client's certificate only then, and its alert may be lost to a TCP reset.
     */
    boolean closedAfterHandshake() {
        return closedAfterHandshake;
    }

    /** Dials again for the next call, unless that was done since; {@code before} is what {@link #channel} answered then. */
    void renew(ManagedChannel before) {
        if (channel == before) {
            renew();
        }
    }

    /** Lets probes in flight end on the old connection and dials again for the next. */
    void renew() {
        if (channel != null) {
            channel.shutdown();
            channel = null;
        }
    }

    void close() {
        if (channel != null) {
            channel.shutdownNow();
            channel = null;
        }
    }

    /** The channel's state; IDLE before the first probe. */
    ConnectivityState state() {
        return channel == null ? ConnectivityState.IDLE : channel.getState(false);
    }

    // The replacement of this method is a registry that is global to the process.
    @SuppressWarnings("deprecation")
    private ManagedChannel open() {
        // Only a scheme: the resolver knows the addresses, and one of IPv6 is no path of a URI.
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("probe:///target")
                .nameResolverFactory(order)
                .overrideAuthority(authority)
                .channelFactory(this::socket, InetSocketAddress.class)
                .eventLoopGroup(loop.thread())
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(MAX_MESSAGE)
                .intercept(new FieldBound(MOST_FIELDS))
                .maxInboundMetadataSize(MAX_METADATA)
                .userAgent("temporal-failover")
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxTraceEvents(0)
                .directExecutor()
                .offloadExecutor(Runnable::run);
        return tls == null
                ? builder.usePlaintext().build()
                : builder.sslContext(tls.get()).build();
    }

    private NioSocketChannel socket() {
        NioSocketChannel made = new NioSocketChannel();
        Handshake handshake = new Handshake();
        made.pipeline().addLast(new FloodGuard(PER_SECOND, loop.watch().clock()), handshake);
        made.closeFuture().addListener(closed -> {
            if (!handshake.connected) {
                order.failed(handshake.to);
                loop.listener().connectFailed(endpoint.region(), endpoint.path());
            }
        });
        socket = made;
        dialled = loop.watch().look();
        closedAfterHandshake = false;
        return made;
    }

    /** Sees the TCP handshake, which gRPC does not separate from HTTP/2's. */
    private final class Handshake extends ChannelDuplexHandler {
        private SocketAddress to;
        private boolean connected;

        @Override
        public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise done) {
            to = remote;
            Duration share = order.share(endpoint.times().timeout(), patience());
            ctx.channel().config().setConnectTimeoutMillis((int) Math.min(Integer.MAX_VALUE, share.toMillis()));
            ctx.connect(remote, local, done);
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            connected = true;
            order.connected(to);
            loop.listener().connected(endpoint.region(), endpoint.path());
            ctx.fireChannelActive();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            SslHandler ssl = ctx.pipeline().get(SslHandler.class);
            closedAfterHandshake = endpoint.tls().flatMap(Tls::certificate).isPresent()
                    && ssl != null
                    && ssl.handshakeFuture().isSuccess();
            ctx.fireChannelInactive();
        }
    }
}
