package dev.temporalfailover.api.connections;

import dev.temporalfailover.failover.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection of a {@link ConnectionGroup}, next to the socket. It ends where no whole request comes in time, however many bytes come, and
 * where an answer is not read. Runs on its event loop; others look at it and close it.
 */
final class BoundConnection extends ChannelDuplexHandler {
    /** From the connection to the end of the first request's head. */
    static final Duration FIRST_REQUEST = Duration.ofSeconds(10);

    /** From an answer to the end of the next request's head. */
    static final Duration NEXT_REQUEST = Duration.ofSeconds(30);

    /** From a request's head to the end of its body. */
    static final Duration WHOLE_REQUEST = Duration.ofSeconds(15);

    /** While something waits to be sent and nothing of it is taken. */
    static final Duration NOT_READING = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** After so long the event loop has read what came with a connection: it reads before it runs what is due. */
    private static final Duration NEW = Duration.ofMillis(50);

    private final ConnectionGroup group;
    private final Clock clock;
    private final AtomicBoolean ending = new AtomicBoolean();
    private ChannelHandlerContext context;
    private InetAddress caller;
    private Future<?> looking;
    private Duration patience = FIRST_REQUEST;
    private Duration progress;
    private boolean receiving;
    private Duration receivingSince;
    private volatile boolean isNew = true;
    private volatile int requests;
    private volatile Duration since;
    private volatile long unsent;

    BoundConnection(ConnectionGroup group, Clock clock) {
        this.group = group;
        this.clock = clock;
        this.since = clock.steady();
        this.progress = since;
    }

    /** Whether a request is being answered. */
    boolean busy() {
        return requests > 0;
    }

    /** Whether it had no chance to ask yet. */
    boolean isNew() {
        return isNew;
    }

    /** When the last request ended, or the connection began. */
    Duration since() {
        return since;
    }

    /** Bytes of answers that wait to be sent. */
    long unsent() {
        return unsent;
    }

    InetAddress caller() {
        return caller;
    }

    /** Ends it; from any thread. */
    void close(ClosedWhy why) {
        if (ending.compareAndSet(false, true)) {
            group.closing(why);
        }
        context.channel().close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        caller = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        ctx.executor().schedule(() -> isNew = false, NEW.toMillis(), TimeUnit.MILLISECONDS);
        group.add(this);
        looking = ctx.executor()
                .scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        ctx.fireChannelActive();
        // On the management port Vert.x finds out by the first bytes whether the client speaks HTTP/2 without TLS, and
        // no setting of Quarkus
        // forbids that. An empty line, which HTTP/1.1 skips, decides it before the client's first byte.
        ctx.fireChannelRead(Unpooled.copiedBuffer("\r\n", StandardCharsets.US_ASCII));
        ChannelPipeline pipeline = ctx.pipeline();
        if (pipeline.get("httpEncoder") != null) {
            pipeline.addAfter("httpEncoder", "requests", new RequestBounds(this));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        looking.cancel(false);
        group.remove(this);
        ctx.fireChannelInactive();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        long bytes = msg instanceof ByteBuf part ? part.readableBytes() : 0;
        if (unsent == 0) {
            progress = clock.steady();
        }
        count(bytes);
        ctx.write(msg, promise.unvoid().addListener(sent -> {
            progress = clock.steady();
            count(-bytes);
        }));
        group.unsent(bytes);
    }

    private void count(long bytes) {
        unsent = unsent + bytes;
        if (bytes < 0) {
            group.unsent(bytes);
        }
    }

    /** A request's head is there; returns how many are not answered. */
    int begun() {
        receiving = true;
        receivingSince = clock.steady();
        return requests = requests + 1;
    }

    /** Its body is there. */
    void received() {
        receiving = false;
    }

    /** Whether a request has begun and its body is not complete. */
    boolean receiving() {
        return receiving;
    }

    /** It has been answered. */
    void answered() {
        requests = requests - 1;
        since = clock.steady();
        patience = NEXT_REQUEST;
    }

    private void look() {
        Duration now = clock.steady();
        boolean idle = !busy() && now.minus(since).compareTo(patience) > 0;
        boolean slow = receiving && now.minus(receivingSince).compareTo(WHOLE_REQUEST) > 0;
        boolean unread = unsent > 0 && now.minus(progress).compareTo(NOT_READING) > 0;
        if (idle || slow || unread) {
            close(unread ? ClosedWhy.NOT_READ : slow ? ClosedWhy.SLOW_REQUEST : ClosedWhy.IDLE);
        }
    }
}
