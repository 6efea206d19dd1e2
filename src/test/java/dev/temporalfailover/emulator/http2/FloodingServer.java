package dev.temporalfailover.emulator.http2;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP/2 server on loopback that greets as it should and then sends one kind of frame for as long as anybody takes it. It
 * reads nothing, so that what it makes the client answer waits at the client.
 */
public final class FloodingServer implements AutoCloseable {
    private static final int PIECE = 64 << 10;

    private final ServerSocket server;
    private final byte[] piece;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicLong excess = new AtomicLong();
    private final long perSecond;

    /** What it sends without end. */
    public enum Flood {
        PING(6, 0, 0, 8),
        SETTINGS(4, 0, 0, 0),
        /** Each asks for another table, so that each must be applied. */
        SETTINGS_OF_TABLES(4, 0, 0, 6),
        WINDOW_UPDATE(8, 0, 0, 4),
        RST_STREAM(3, 0, 3, 4),
        PRIORITY(2, 0, 3, 5),
        HEADERS_OF_NO_STREAM(1, 4, 3, 1),
        CONTINUATION(9, 0, 3, 0),
        DATA(0, 0, 3, 16_000),
        EMPTY_DATA(0, 0, 3, 0),
        GOAWAY(7, 0, 0, 8),
        UNKNOWN(200, 0, 0, 100);

        private final int type;
        private final int flags;
        private final int stream;
        private final int length;

        Flood(int type, int flags, int stream, int length) {
            this.type = type;
            this.flags = flags;
            this.stream = stream;
            this.length = length;
        }

        /** One of them as it is on the wire. */
        public byte[] frame() {
            ByteBuffer frame = ByteBuffer.allocate(9 + length);
            frame.put((byte) (length >> 16)).putShort((short) length);
            frame.put((byte) type).put((byte) flags).putInt(stream);
            switch (this) {
                case SETTINGS_OF_TABLES -> frame.putShort((short) 1).putInt(4096);
                case WINDOW_UPDATE -> frame.putInt(1);
                case HEADERS_OF_NO_STREAM -> frame.put((byte) 0x88);
                case GOAWAY -> frame.putInt(0x7fff_ffff).putInt(0);
                default -> {}
            }
            return frame.array();
        }
    }

    /** @param perSecond bytes that the client may take in a second */
    public FloodingServer(Flood flood, long perSecond) throws IOException {
        this(flood, perSecond, new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
    }

    /** @param server where it accepts; closed with it */
    public FloodingServer(Flood flood, long perSecond, ServerSocket server) {
        this.server = server;
        this.perSecond = perSecond;
        byte[] frame = flood.frame();
        int times = Math.max(1, PIECE / frame.length);
        ByteBuffer all = ByteBuffer.allocate(times * frame.length);
        for (int i = 0; i < times; i++) {
            all.put(frame);
        }
        piece = all.array();
        Thread thread = new Thread(this::accept, "flooding-server");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Connections that the client has closed. */
    public int ended() {
        return ended.get();
    }

    /** The most bytes that a client took on one connection beyond its rate, what the sockets held included. */
    public long excess() {
        return excess.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                Thread one = new Thread(() -> flood(connection), "flooding-connection");
                one.setDaemon(true);
                one.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void flood(Socket connection) {
        long sent = 0;
        long began = System.nanoTime();
        try (connection) {
            connection.setReceiveBufferSize(4 << 10);
            OutputStream out = connection.getOutputStream();
            DataOutputStream greeting = new DataOutputStream(out);
            greeting.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            greeting.write(new byte[] {0, 0, 0, 4, 1, 0, 0, 0, 0});
            greeting.flush();
            while (!server.isClosed()) {
                out.write(piece);
                sent += piece.length;
                long allowed = (long) (perSecond * ((System.nanoTime() - began) / 1e9));
                excess.accumulateAndGet(sent - allowed, Math::max);
            }
        } catch (IOException ended) {
            this.ended.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
