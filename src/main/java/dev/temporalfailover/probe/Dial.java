package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.outside.Line;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;

/** One connection from nothing: TCP, then TLS, each timed, all within one deadline. On the loop's thread only. */
final class Dial {
    private final Loop loop;
    private final SslContext tls;
    private final String serverName;
    private final Duration deadline;
    private final Map<String, Duration> phases = new LinkedHashMap<>();
    private final Consumer<Channel> connected;
    private final Consumer<Answer> failed;

    /**
     * @param tls null for plaintext
     * @param serverName name to send and verify
     * @param deadline on the steady clock
     * @param connected gets the channel, which it must close
     * @param failed gets the reason, if no address could be connected to
     */
    Dial(
            Loop loop,
            SslContext tls,
            String serverName,
            Duration deadline,
            Consumer<Channel> connected,
            Consumer<Answer> failed) {
        this.loop = loop;
        this.tls = tls;
        this.serverName = serverName;
        this.deadline = deadline;
        this.connected = connected;
        this.failed = failed;
    }

    /** How long each part took so far. */
    Map<String, Duration> phases() {
        return phases;
    }

    /** Tries the addresses in order while there is time. */
    void start(List<InetSocketAddress> addresses) {
        connect(addresses, 0);
    }

    private Duration remaining() {
        return deadline.minus(loop.watch().look());
    }

    private void connect(List<InetSocketAddress> addresses, int index) {
        Duration begun = loop.watch().look();
        long millis = Math.max(1, remaining().toMillis());
        ChannelFuture dialled = new Bootstrap()
                .group(loop.thread())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, millis))
                .handler(new Quiet())
                .connect(addresses.get(index));
        dialled.addListener(done -> {
            if (done.isSuccess()) {
                phases.put("tcp", loop.watch().look().minus(begun));
                secure(dialled.channel());
            } else if (index + 1 < addresses.size() && remaining().toMillis() > 0) {
                connect(addresses, index + 1);
            } else {
                failed.accept(why(done.cause()));
            }
        });
    }

    private void secure(Channel channel) {
        if (tls == null) {
            handOver(channel);
            return;
        }
        Duration begun = loop.watch().look();
        SslHandler handler = tls.newHandler(channel.alloc(), serverName, -1);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(Math.max(1, remaining().toMillis()));
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                phases.put("tls", loop.watch().look().minus(begun));
                handOver(channel);
            } else {
                channel.close();
                failed.accept(why(done.cause()));
            }
        });
        channel.pipeline().addFirst(handler);
    }

    private void handOver(Channel channel) {
        channel.pipeline().remove(Quiet.class);
        connected.accept(channel);
    }

    private static Answer why(Throwable cause) {
        Outcome outcome = NetworkOutcome.of(cause);
        return new Answer(outcome == null ? Outcome.UNREACHABLE : outcome, Line.root(cause));
    }

    /** Netty would log a failed handshake with its stack; the futures above already report it. */
    private static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
