package dev.temporalfailover.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free loopback ports.
 *
 * <p>They are taken from below the ephemeral ranges of Linux (32768) and macOS (49152). The port of a killed server must
 * stay free until its restart, and a client that keeps dialling a dead port inside the ephemeral range would sooner or
 * later be given that very port as its own and connect to itself.
 */
public final class Ports {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 29_999;
    private static final int TRIES = 200;

    private Ports() {}

    /** A port that nobody listens on now. */
    public static int free() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no free port between " + LOWEST + " and " + HIGHEST);
    }
}
