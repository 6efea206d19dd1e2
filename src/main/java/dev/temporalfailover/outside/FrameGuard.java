package dev.temporalfailover.outside;

import dev.temporalfailover.failover.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Closes a connection of a client whose HTTP/2 frames are more than any honest one's. A frame may be empty, costs its sender nine bytes and
 * no window, and costs the library an object, an answer or an exception: those of a minute would fill the heap. Stands before the library's
 * own handler and behind TLS, from the connection's first byte on; one for each connection.
 */
public final class FrameGuard extends ChannelInboundHandlerAdapter {
    /** Frames in a second. A message of a megabyte comes in 64 of them. */
    public static final int PER_SECOND = 1_000;

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int GREETING = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();
    private static final int HEAD = 9;
    private static final int LENGTH = 3;

    private final Clock clock;
    private final Consumer<String> closing;
    private Duration since = Duration.ZERO;
    private int frames;
    /** Of a head, how many bytes have come, and the length that they say. */
    private int head;

    private int length;
    /** Bytes until the next head. */
    private long rest = GREETING;

    private boolean closed;

    /** @param closing told why, in the event loop */
    public FrameGuard(Clock clock, Consumer<String> closing) {
        this.clock = clock;
        this.closing = closing;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!closed && message instanceof ByteBuf bytes) {
            count(bytes);
            if (frames > PER_SECOND) {
                closed = true;
                closing.accept("more than " + PER_SECOND + " frames in a second");
                ctx.close();
            }
        }
        if (closed) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private void count(ByteBuf bytes) {
        Duration now = clock.steady();
        if (now.minus(since).compareTo(PERIOD) >= 0) {
            since = now;
            frames = 0;
        }
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (rest > 0) {
                int skipped = (int) Math.min(rest, bytes.writerIndex() - at);
                rest -= skipped;
                at += skipped;
                continue;
            }
            if (head < LENGTH) {
                length = length << 8 | bytes.getByte(at) & 0xff;
            }
            at++;
            if (++head == HEAD) {
                rest = length;
                head = 0;
                length = 0;
                frames++;
            }
        }
    }
}
