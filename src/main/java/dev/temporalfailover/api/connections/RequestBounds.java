package dev.temporalfailover.api.connections;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The requests of one connection, between the codec and the server. It ends where more are asked at once than a client has reason to, where one
 * asks on without having read, where one goes on sending what was refused, and where one asks for HTTP/2.
 */
final class RequestBounds extends ChannelDuplexHandler {
    /** Requests that are not answered yet. */
    static final int MOST = 16;

    /** How long the rest of a body is taken and thrown away after its request was answered, so that the client reads the answer. */
    static final Duration REST_OF_BODY = Duration.ofSeconds(1);

    private final BoundConnection connection;
    private boolean draining;
    private boolean ended;

    RequestBounds(BoundConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!ended && msg instanceof HttpRequest request) {
            boolean http1 = request.protocolVersion().majorVersion() == 1;
            // A server need not follow the wish for another protocol; there is none here.
            request.headers().remove(HttpHeaderNames.UPGRADE);
            ended = connection.begun() > MOST || !http1;
            if (ended) {
                connection.close(http1 ? ClosedWhy.PIPELINED : ClosedWhy.PROTOCOL);
            }
        }
        if (msg instanceof LastHttpContent) {
            connection.received();
            draining = false;
        }
        if (ended || draining) {
            ReferenceCountUtil.release(msg);
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        boolean interim =
                msg instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (msg instanceof HttpResponse && !interim && !ctx.channel().isWritable()) {
            ended = true;
            ReferenceCountUtil.release(msg);
            promise.tryFailure(new ClosedChannelException());
            connection.close(ClosedWhy.PIPELINED);
            return;
        }
        if (msg instanceof LastHttpContent && !interim) {
            connection.answered();
            if (connection.receiving() && !connection.busy()) {
                draining = true;
                ctx.executor().schedule(this::endIfDraining, REST_OF_BODY.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        ctx.write(msg, promise);
    }

    private void endIfDraining() {
        if (draining) {
            connection.close(ClosedWhy.REFUSED_BODY);
        }
    }
}
