package dev.temporalfailover.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Free loopback ports, for every server of a test that ends and comes back on its port.
 *
 * <p>They are taken from below the ephemeral ranges of Linux (32768) and macOS (49152). The port of a killed server must
 * stay free until its restart: inside the ephemeral range anybody's next connection may be given it, even that of a
 * client that keeps dialling the dead port and then connects to itself. No port is given twice by one JVM, and JVMs that
 * run side by side begin far apart.
 */
public final class Ports {
    private static final int LOWEST = 20_000;
    private static final int COUNT = 10_000;
    private static final int APART = 499;

    private static int next = (int) (ProcessHandle.current().pid() * APART % COUNT);

    private Ports() {}

    /** A port that nobody listens on now. */
    public static synchronized int free() throws IOException {
        for (int i = 0; i < COUNT; i++) {
            int port = LOWEST + next;
            next = (next + 1) % COUNT;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port between " + LOWEST + " and " + (LOWEST + COUNT - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
