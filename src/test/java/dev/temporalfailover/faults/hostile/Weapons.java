package dev.temporalfailover.faults.hostile;

import dev.temporalfailover.emulator.http2.FloodingServer.Flood;
import dev.temporalfailover.faults.hostile.Attacker.Weapon;
import java.util.Base64;

/** What a client without any right sends. */
final class Weapons {
    private static final byte[] NOTHING = Frames.NOTHING;

    private Weapons() {}

    /** Bodies of a megabyte, announced. */
    static Weapon bigBodies(String path, String token) {
        return new Weapon(80, post(path, token, "Content-Length: 1000000"), new byte[64 << 10], 0, true);
    }

    /** Bodies in chunks that never end. */
    static Weapon endlessBodies(String path, String token) {
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        return new Weapon(80, post(path, token, "Transfer-Encoding: chunked"), ascii(chunk), 0, true);
    }

    /** Bodies of which a byte comes now and then. */
    static Weapon slowBodies(String path, String token, String framing) {
        byte[] again = framing.startsWith("Transfer") ? ascii("1\r\nx\r\n") : ascii(" ");
        return new Weapon(300, post(path, token, framing), again, again.length, true);
    }

    /** Request after request, and no answer is read. */
    static Weapon pipelined(String path) {
        return new Weapon(40, NOTHING, ascii(get(path).repeat(100)), 0, false);
    }

    /** Connections, and nothing more. */
    static Weapon idle(int connections) {
        return new Weapon(connections, NOTHING, NOTHING, 0, true);
    }

    /** A request that has been answered, on a connection that stays. */
    static Weapon keptAlive(int connections) {
        return new Weapon(connections, ascii(get("/health/regions/us-east-1")), NOTHING, 0, true);
    }

    /** Heads of which a byte comes now and then. */
    static Weapon slowHeads(int connections) {
        return new Weapon(
                connections, ascii("GET /health/regions/us-east-1 HTTP/1.1\r\nHost: x\r\nX: "), ascii("x"), 1, true);
    }

    /** Live status, not read. */
    static Weapon eventStreams(int connections) {
        return new Weapon(connections, ascii(get("/api/v1/events")), NOTHING, 0, false);
    }

    /** HTTP/2 without TLS, a window of 0, and requests. */
    static Weapon http2(String path) {
        Frames sent = Frames.greeting(0);
        for (int stream = 1; stream < 1600; stream += 2) {
            sent.get(stream, path);
        }
        return new Weapon(20, sent.bytes(), NOTHING, 0, true);
    }

    /** HTTP/2 without TLS, and one kind of frame without end; what is answered is not read. */
    static Weapon flood(Flood flood) {
        byte[] first = Frames.greeting(0).get(3, "/").bytes();
        return new Weapon(10, first, times(flood.frame(), 500), 0, false);
    }

    /** CONTINUATION frames of length 0 without end. */
    static Weapon continuations() {
        byte[] first = Frames.greeting(0)
                .add(Frames.HEADERS, 0, 1, new byte[] {(byte) 0x82})
                .bytes();
        byte[] again = new Frames().add(Frames.CONTINUATION, 0, 1, NOTHING).bytes();
        return new Weapon(4, first, times(again, 1000), 0, true);
    }

    /** The same by an upgrade of HTTP/1.1. */
    static Weapon upgraded(String path) {
        String settings = Base64.getUrlEncoder().encodeToString(new byte[] {0, 4, 0, 0, 0, 0});
        return new Weapon(
                20,
                ascii("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: " + settings + "\r\n\r\n"),
                Frames.greeting(0).bytes(),
                0,
                false);
    }

    /** The client has ended its side before the answer, which is large. */
    static Weapon halfOpen(String path) {
        return new Weapon(300, ascii(get(path)), NOTHING, 0, true, true);
    }

    /** These bytes so often. */
    static byte[] times(byte[] part, int times) {
        byte[] all = new byte[part.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }

    private static byte[] post(String path, String token, String framing) {
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        return ascii("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + authorization
                + framing + "\r\n\r\n");
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static byte[] ascii(String text) {
        return Frames.ascii(text);
    }
}
