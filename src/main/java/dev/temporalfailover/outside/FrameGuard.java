package dev.temporalfailover.outside;

import dev.temporalfailover.failover.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Closes a connection of a client whose HTTP/2 frames are more than any honest one's. A frame may be empty, costs its sender nine bytes and
 * no window, and costs the library an object, an answer or an exception: those of a minute would fill the heap. Stands before the library's
 * own handler and behind TLS, from the connection's first byte on; one for each connection.
 *
 * <p>It passes on each frame by itself and when it is whole, in an array of its size. The library keeps a part of what it was given until a
 * message is complete: of one byte of data behind a record of TLS full of other frames, the whole record.
 */
public final class FrameGuard extends ChannelInboundHandlerAdapter {
    /** Frames in a second. A message of a megabyte comes in 64 of them. */
    public static final int PER_SECOND = 1_000;

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int GREETING = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();
    private static final int HEAD = 9;

    /** Of a frame's payload; nobody was told that we take longer ones. */
    private static final int LONGEST = 16 << 10;

    private static final int AT_FIRST = 1 << 10;

    private final Clock clock;
    private final Consumer<String> closing;
    private Duration since = Duration.ZERO;
    private int frames;
    private boolean greeted;
    /** What has come of the next frame. */
    private byte[] frame = new byte[GREETING];

    private int filled;
    /** How long it is, as far as is known. */
    private int whole = GREETING;

    private boolean closed;

    /** @param closing told why, in the event loop */
    public FrameGuard(Clock clock, Consumer<String> closing) {
        this.clock = clock;
        this.closing = closing;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            Duration now = clock.steady();
            if (now.minus(since).compareTo(PERIOD) >= 0) {
                since = now;
                frames = 0;
            }
            while (bytes.isReadable() && !closed) {
                take(ctx, bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void take(ChannelHandlerContext ctx, ByteBuf bytes) {
        int more = Math.min(whole - filled, bytes.readableBytes());
        if (filled + more > frame.length) {
            frame = Arrays.copyOf(frame, Math.min(whole, Math.max(filled + more, 2 * frame.length)));
        }
        bytes.readBytes(frame, filled, more);
        filled += more;
        if (filled < whole) {
            return;
        }
        if (greeted && whole == HEAD) {
            int length = (frame[0] & 0xff) << 16 | (frame[1] & 0xff) << 8 | frame[2] & 0xff;
            if (++frames > PER_SECOND) {
                close(ctx, "more than " + PER_SECOND + " frames in a second");
                return;
            } else if (length > LONGEST) {
                close(ctx, "a frame of more than " + LONGEST + " bytes");
                return;
            } else if (length > 0) {
                whole = HEAD + length;
                frame = Arrays.copyOf(frame, Math.min(whole, AT_FIRST));
                return;
            }
        }
        byte[] complete = frame;
        greeted = true;
        frame = new byte[HEAD];
        filled = 0;
        whole = HEAD;
        ctx.fireChannelRead(Unpooled.wrappedBuffer(complete));
    }

    /** Not through TLS, which would wait with it for a client that does not read. */
    private void close(ChannelHandlerContext ctx, String why) {
        closed = true;
        closing.accept(why);
        ctx.pipeline().firstContext().close();
    }
}
