package dev.temporalfailover.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP server that does one odd thing with every connection. */
final class RawServer implements AutoCloseable {
    /** What it does; the connection stays open until the server is closed unless this closes it. */
    interface Manners {
        void serve(Socket connection) throws IOException;
    }

    static final Manners SILENT = connection -> {};
    static final Manners HANG_UP = Socket::close;

    final AtomicInteger accepted = new AtomicInteger();
    private final ServerSocket server;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    RawServer(Manners manners) {
        this("127.0.0.1", 0, manners);
    }

    RawServer(String address, int port, Manners manners) {
        try {
            server = new ServerSocket(port, 50, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(() -> accept(manners), "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Writes this and leaves the connection open. */
    static Manners says(String text) {
        return connection -> write(connection, text);
    }

    /** Reads a request's first bytes, writes this and closes. */
    static Manners answers(String text) {
        return connection -> {
            InputStream in = connection.getInputStream();
            byte[] request = new byte[4096];
            if (in.read(request) > 0) {
                write(connection, text);
            }
            connection.close();
        };
    }

    private static void write(Socket connection, String text) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept(Manners manners) {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                accepted.incrementAndGet();
                connections.add(connection);
                Thread one = new Thread(() -> serve(manners, connection), "raw-connection");
                one.setDaemon(true);
                one.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Manners manners, Socket connection) {
        try {
            manners.serve(connection);
        } catch (IOException peerWentAway) {
            // The prober may close first; that is its right.
            assert connection != null;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
