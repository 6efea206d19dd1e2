package dev.temporalfailover.outside;

import dev.temporalfailover.failover.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/**
 * Closes a connection of ours whose other end sends more than any honest one, or makes us answer and does not read: HTTP/2
 * answers each PING and each SETTINGS, and grpc-java limits what waits to be sent in its servers only. What is on the
 * connection fails with an {@link Http2Exception} that says why. Stands first in the pipeline, so that it sees the socket's own
 * bytes; one for each connection.
 */
public final class FloodGuard extends ChannelInboundHandlerAdapter {
    /** Bytes that wait to be sent, Netty's own for each write included. Flow control keeps messages far below. */
    static final int MAX_WAITING = 256 << 10;

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final int perSecond;
    private final Clock clock;
    private Duration since;
    private long received;
    private boolean closed;

    /** @param perSecond bytes that may come in a second */
    public FloodGuard(int perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closed) {
            ReferenceCountUtil.release(message);
            return;
        }
        Duration now = clock.steady();
        if (since == null || now.minus(since).compareTo(PERIOD) >= 0) {
            since = now;
            received = 0;
        }
        received += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        if (received > perSecond) {
            close(ctx, "the other end sent " + received + " bytes within a second");
        } else if (!ctx.channel().isWritable() && ctx.channel().bytesBeforeWritable() > MAX_WAITING) {
            close(ctx, "the other end asks and does not read: more than " + MAX_WAITING + " bytes wait to be sent");
        }
        if (closed) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private void close(ChannelHandlerContext ctx, String why) {
        closed = true;
        ctx.fireExceptionCaught(new Http2Exception(Http2Error.ENHANCE_YOUR_CALM, why));
        ctx.close();
    }
}
