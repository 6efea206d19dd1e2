package dev.temporalfailover.faults.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes of HTTP/2, right or wrong as they are wanted. */
final class Frames {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final byte[] NOTHING = new byte[0];

    private static final String REPORT = "/temporalfailover.coordination.v1.Coordination/Report";
    private static final String WATCH = "/temporalfailover.coordination.v1.Coordination/Watch";

    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    /** A client's greeting; it gives every stream a window of so many bytes. */
    static Frames greeting(int window) {
        Frames frames = new Frames();
        frames.all.writeBytes(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        return frames.add(SETTINGS, 0, 0, new byte[] {
            0, 4, (byte) (window >> 24), (byte) (window >> 16), (byte) (window >> 8), (byte) window
        });
    }

    Frames add(int type, int flags, int stream, byte[] payload) {
        all.writeBytes(new byte[] {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) type,
            (byte) flags,
            (byte) (stream >> 24),
            (byte) (stream >> 16),
            (byte) (stream >> 8),
            (byte) stream
        });
        all.writeBytes(payload);
        return this;
    }

    /** Bytes as they are. */
    Frames add(byte[] more) {
        all.writeBytes(more);
        return this;
    }

    /** A GET without TLS, complete. */
    Frames get(int stream, String path) {
        byte[] headers = concat(new byte[] {(byte) 0x82, (byte) 0x86, 0x04, (byte) path.length()}, ascii(path));
        return add(HEADERS, END_STREAM | END_HEADERS, stream, headers);
    }

    /** An observer's call to another instance; its messages follow. */
    Frames report(int stream) {
        return add(HEADERS, END_HEADERS, stream, call(REPORT));
    }

    /** The same without the end of its head. */
    Frames reportWithoutEnd(int stream) {
        return add(HEADERS, 0, stream, call(REPORT));
    }

    /** Another place's call, complete. */
    Frames watch(int stream, byte[] request) {
        return add(HEADERS, END_HEADERS, stream, call(WATCH)).message(stream, END_STREAM, request.length, request);
    }

    /** A message of gRPC, or as much as there is of one that says it is so long. */
    Frames message(int stream, int flags, long length, byte[] payload) {
        byte[] prefix = {0, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length};
        return add(DATA, flags, stream, concat(prefix, payload));
    }

    byte[] bytes() {
        return all.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] call(String path) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        headers.writeBytes(new byte[] {(byte) 0x83, (byte) 0x87, 0x04, (byte) path.length()});
        headers.writeBytes(ascii(path));
        headers.writeBytes(header(":authority", "temporal-failover"));
        headers.writeBytes(header("content-type", "application/grpc"));
        headers.writeBytes(header("te", "trailers"));
        return headers.toByteArray();
    }

    /** Of HPACK, literally and with a name of its own; both shorter than 127. */
    static byte[] header(String name, String value) {
        byte[] one = concat(new byte[] {0, (byte) name.length()}, ascii(name));
        return concat(one, concat(new byte[] {(byte) value.length()}, ascii(value)));
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
