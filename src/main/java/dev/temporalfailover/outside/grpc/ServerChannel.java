package dev.temporalfailover.outside.grpc;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.FloodGuard;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * How a channel to one named server is made: without retries and service configuration of others, and with bounds on what the
 * server may send.
 *
 * @param serverName what its certificate and {@code :authority} say; empty for the host
 * @param tls empty for plaintext; its files must have been good once
 * @param mostBytes of one message
 * @param mostFields of one message
 * @param mostBytesPerSecond of one connection, which is ended above it
 * @param userAgent as the server's logs show it
 */
public record ServerChannel(
        String host,
        int port,
        Optional<String> serverName,
        Optional<TlsContexts> tls,
        int mostBytes,
        int mostFields,
        int mostBytesPerSecond,
        String userAgent) {

    /** Dials nothing yet. Each channel made by it takes the certificate of now. */
    public NettyChannelBuilder builder(EventLoopGroup sockets, Clock clock) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(host, port)
                .channelFactory(() -> socket(clock), InetSocketAddress.class)
                .eventLoopGroup(sockets)
                .maxInboundMessageSize(mostBytes)
                .intercept(new FieldBound(mostFields))
                .userAgent(userAgent)
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxTraceEvents(0);
        serverName.ifPresent(builder::overrideAuthority);
        return tls.map(contexts -> builder.sslContext(contexts.grpc())).orElseGet(builder::usePlaintext);
    }

    private NioSocketChannel socket(Clock clock) {
        NioSocketChannel made = new NioSocketChannel();
        made.pipeline().addLast(new FloodGuard(mostBytesPerSecond, clock));
        return made;
    }
}
