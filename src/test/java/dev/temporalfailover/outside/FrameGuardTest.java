package dev.temporalfailover.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.TestClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameGuardTest {
    private static final byte[] GREETING = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<String> closings = new ArrayList<>();
    private Duration now = Duration.ofSeconds(100);
    private final EmbeddedChannel connection =
            new EmbeddedChannel(new FrameGuard(TestClock.of(() -> now), closings::add));

    private static ByteBuf frames(int count, int length) {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < count; i++) {
            all.writeMedium(length).writeByte(0).writeByte(0).writeInt(3).writeZero(length);
        }
        return all;
    }

    /** In pieces of so many bytes. */
    private void sent(ByteBuf bytes, int piece) {
        while (bytes.isReadable() && connection.isOpen()) {
            connection.writeInbound(bytes.readRetainedSlice(Math.min(piece, bytes.readableBytes())));
        }
        bytes.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 9, 10, 1_000, 1 << 20})
    void framesAreCountedHoweverTheyAreCut(int piece) {
        sent(Unpooled.wrappedBuffer(GREETING, new byte[0]), piece);
        sent(frames(FrameGuard.PER_SECOND, 70), piece);
        assertTrue(connection.isOpen(), closings::toString);
        sent(frames(1, 70), piece);
        assertFalse(connection.isOpen());
        assertEquals(List.of("more than 1000 frames in a second"), closings);
    }

    @Test
    void anEmptyFrameIsOne() {
        sent(Unpooled.wrappedBuffer(GREETING), 100);
        sent(frames(FrameGuard.PER_SECOND + 1, 0), 1_000);
        assertFalse(connection.isOpen());
    }

    @Test
    void eachSecondBeginsAnewAndWhatCameIsPassedOnUnchanged() {
        sent(Unpooled.wrappedBuffer(GREETING), 100);
        for (int second = 0; second < 5; second++) {
            sent(frames(FrameGuard.PER_SECOND, 20), 4_096);
            now = now.plusSeconds(1);
        }
        assertTrue(connection.isOpen());
        int passed = 0;
        for (ByteBuf part = connection.readInbound(); part != null; part = connection.readInbound()) {
            passed += part.readableBytes();
            part.release();
        }
        assertEquals(GREETING.length + 5 * FrameGuard.PER_SECOND * 29, passed);
    }

    @Test
    void aMessageOfAMegabyteIsNoFlood() {
        sent(Unpooled.wrappedBuffer(GREETING), 100);
        sent(frames(64, 16 << 10), 1 << 14);
        assertTrue(connection.isOpen());
    }

    /** What a message keeps of them is as large as what came of it. */
    @Test
    void aFrameComesByItselfAndWhole() {
        sent(Unpooled.wrappedBuffer(GREETING), 100);
        sent(frames(3, 100), 1 << 14);
        ByteBuf cut = frames(1, 100);
        sent(cut.readRetainedSlice(60), 7);
        assertEquals(GREETING.length, passed());
        for (int i = 0; i < 3; i++) {
            assertEquals(109, passed());
        }
        assertEquals(0, connection.inboundMessages().size());
        sent(cut, 7);
        assertEquals(109, passed());
    }

    private int passed() {
        ByteBuf part = connection.readInbound();
        assertEquals(part.readableBytes(), part.array().length);
        int length = part.readableBytes();
        part.release();
        return length;
    }

    @Test
    void aFrameThatIsLongerThanAnyIsRefused() {
        sent(Unpooled.wrappedBuffer(GREETING), 100);
        sent(
                Unpooled.buffer()
                        .writeMedium((16 << 10) + 1)
                        .writeByte(0)
                        .writeByte(0)
                        .writeInt(3),
                100);
        assertFalse(connection.isOpen());
    }
}
