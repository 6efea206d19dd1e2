package dev.temporalfailover.emulator.regions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.regions.Links.Link;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinksTest {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int SILENCE_MILLIS = 200;

    private final Links links = new Links();
    private ServerSocket echo;
    private Thread server;
    private int eastToWest;
    private int westToEast;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
        server = new Thread(this::serve, "echo");
        server.setDaemon(true);
        server.start();
        eastToWest = links.through(new Link("east", "west", "public"), echo.getLocalPort());
        westToEast = links.through(new Link("west", "east", "public"), echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        links.close();
        echo.close();
    }

    @Test
    void aCutEndsConnectionsInOneDirectionOnlyUntilItHeals() throws IOException {
        try (Socket before = connect(eastToWest)) {
            assertTrue(echoes(before));
            links.cut(link -> link.from().equals("east"));
            assertTrue(ended(before), "the connection that was there has ended");
            assertTrue(refuses(eastToWest), "there is no new one");
        }
        try (Socket other = connect(westToEast)) {
            assertTrue(echoes(other));
        }
        links.heal();
        try (Socket after = connect(eastToWest)) {
            assertTrue(echoes(after));
        }
    }

    @Test
    void whatAFrozenPathHoldsBackComesWhenItHeals() throws IOException {
        try (Socket socket = connect(eastToWest)) {
            assertTrue(echoes(socket));
            links.freeze(link -> link.joins("west", "east"));
            socket.getOutputStream().write(7);
            socket.setSoTimeout(SILENCE_MILLIS);
            assertThrows(
                    SocketTimeoutException.class, () -> socket.getInputStream().read());
            links.heal();
            socket.setSoTimeout(PATIENCE_MILLIS);
            assertEquals(7, socket.getInputStream().read());
        }
    }

    @Test
    void behindAPathWhoseServerIsGoneConnectionsEnd() throws Exception {
        echo.close();
        // Until it has been woken by the close, a thread inside accept takes one connection more.
        server.join(PATIENCE_MILLIS);
        try (Socket socket = connect(eastToWest)) {
            assertTrue(ended(socket));
        }
    }

    @Test
    void aLinkKnowsWhatItJoins() {
        Link link = new Link("east", "west", "exchange");
        assertTrue(link.joins("west", "east") && link.joins("east", "west") && link.touches("west"));
        assertFalse(link.joins("east", "east") || link.joins("east", "witness") || link.touches("witness"));
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static boolean echoes(Socket socket) throws IOException {
        socket.getOutputStream().write(42);
        return socket.getInputStream().read() == 42;
    }

    /** A listener that has just been closed may still complete a handshake in the kernel, only to reset it. */
    private static boolean refuses(int port) {
        try (Socket socket = connect(port)) {
            return ended(socket);
        } catch (IOException refused) {
            return true;
        }
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket socket = echo.accept();
                Thread one = new Thread(() -> echo(socket), "echo-one");
                one.setDaemon(true);
                one.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException ended) {
            // The test is done with it.
        }
    }
}
