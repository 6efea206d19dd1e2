package dev.temporalfailover.coordination.connectivity;

import dev.temporalfailover.testkit.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** TCP listeners on loopback, and places where nobody listens. */
final class Listeners implements AutoCloseable {
    private final List<Closeable> open = new ArrayList<>();

    ServerSocket one() throws IOException {
        return one(Ports.free());
    }

    /** Accepts and closes until it is closed itself. */
    ServerSocket one(int port) throws IOException {
        ServerSocket server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread accepts = new Thread(() -> {
            try {
                while (true) {
                    server.accept().close();
                }
            } catch (IOException closed) {
                // The test is over, or wants nobody to listen.
            }
        });
        accepts.setDaemon(true);
        accepts.start();
        return server;
    }

    static InetSocketAddress at(ServerSocket server) {
        return InetSocketAddress.createUnresolved("127.0.0.1", server.getLocalPort());
    }

    static InetSocketAddress nobody() throws IOException {
        return InetSocketAddress.createUnresolved("127.0.0.1", Ports.free());
    }

    /** A listener whose queue of connections that wait to be accepted is full. */
    ServerSocket blackHole() throws IOException {
        ServerSocket server = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress());
        open.add(server);
        for (int i = 0; i < 50; i++) {
            Socket one = new Socket();
            open.add(one);
            try {
                one.connect(server.getLocalSocketAddress(), 500);
            } catch (SocketTimeoutException full) {
                return server;
            }
        }
        throw new IOException("the queue never fills");
    }

    @Override
    public void close() throws IOException {
        for (Closeable one : open) {
            one.close();
        }
    }
}
