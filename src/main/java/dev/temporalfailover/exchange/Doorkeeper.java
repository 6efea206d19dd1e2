package dev.temporalfailover.exchange;

import dev.temporalfailover.outside.Notices;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the server's accepted connections, and reports failed handshakes. */
@Sharable
final class Doorkeeper extends ChannelInboundHandlerAdapter {
    private final int most;
    private final Notices notices;
    private final ExchangeMeters meters;
    private final AtomicInteger open = new AtomicInteger();

    /** @param most connections at once */
    Doorkeeper(int most, Notices notices, ExchangeMeters meters) {
        this.most = most;
        this.notices = notices;
        this.meters = meters;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        Channel connection = (Channel) accepted;
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            meters.refused(ExchangeMeters.RefusalReason.FULL);
            notices.say("full", "more than " + most + " connections of other instances: further ones are refused");
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        connection.pipeline().addLast(new FirstBytes());
        ctx.fireChannelRead(accepted);
    }

    private void failed(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return;
        }
        meters.refused(ExchangeMeters.RefusalReason.HANDSHAKE);
        String why = Failures.root(cause);
        notices.say("handshake " + why, "a TLS handshake of another instance was refused: " + why);
    }

    /** Sees that the peer sends data; a peer that only connects, as a load balancer's check does, is not reported. */
    private final class FirstBytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            if (tls != null) {
                tls.handshakeFuture().addListener(done -> {
                    if (!done.isSuccess()) {
                        failed(done.cause());
                    }
                });
            }
            ctx.fireChannelRead(bytes);
            ctx.pipeline().remove(this);
        }
    }
}
