package dev.temporalfailover.emulator.kubernetes;

import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A byte proxy on loopback whose port can vanish and come back, as a dead server's does, hold back answers, as a broken
 * server does, or hold back everything, as a network that drops packets.
 */
public final class LoopbackFront implements AutoCloseable {
    private static final int TRIES = 5;
    private static final Duration WOKEN = Duration.ofSeconds(10);

    private volatile InetSocketAddress backend;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private int port;
    private ServerSocket listener;
    private boolean accepting;
    private boolean hanging;
    private boolean frozen;

    /**
     * Listens on a port that nobody else has. Another process may take one between the look and the bind; then it is the next
     * one.
     */
    public static LoopbackFront of(int backend) throws IOException {
        return of(local(backend));
    }

    /** The same for what listens on another loopback address. */
    public static LoopbackFront of(InetSocketAddress backend) throws IOException {
        for (int more = TRIES - 1; ; more--) {
            try {
                return new LoopbackFront(Ports.free(), backend);
            } catch (UncheckedIOException taken) {
                if (more == 0) {
                    throw taken;
                }
            }
        }
    }

    /** @param port to listen on, also after a cut: from {@link Ports} */
    public LoopbackFront(int port, int backend) {
        this(port, local(backend));
    }

    private LoopbackFront(int port, InetSocketAddress backend) {
        this.backend = backend;
        this.port = port;
        restore();
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** New connections lead there from now on. */
    public void to(int port) {
        backend = local(port);
    }

    /** Listens again on the same port. */
    public synchronized void restore() {
        if (listener != null) {
            return;
        }
        awaitAcceptor();
        try {
            ServerSocket fresh = new ServerSocket();
            fresh.setReuseAddress(true);
            fresh.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            port = fresh.getLocalPort();
            listener = fresh;
            accepting = true;
            daemon("accept", () -> accept(fresh));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thread inside accept keeps its listener, and with it the port, until it has been woken by the close. */
    private void awaitAcceptor() {
        long end = System.nanoTime() + WOKEN.toNanos();
        try {
            while (accepting && System.nanoTime() - end < 0) {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends every connection and refuses new ones. */
    public synchronized void cut() {
        if (listener != null) {
            quietly(listener);
            listener = null;
        }
        sockets.forEach(LoopbackFront::quietly);
        sockets.clear();
    }

    /** True from a cut to the next restore. */
    public synchronized boolean isCut() {
        return listener == null;
    }

    /** Holds back all answers until told otherwise; connections stay open. */
    public void hang(boolean hold) {
        synchronized (gate) {
            hanging = hold;
            gate.notifyAll();
        }
    }

    /** Holds back both directions until told otherwise; connections stay open and new ones can be made. */
    public void freeze(boolean hold) {
        synchronized (gate) {
            frozen = hold;
            gate.notifyAll();
        }
    }

    @Override
    public void close() {
        cut();
        hang(false);
        freeze(false);
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                join(from, from.accept());
            } catch (IOException cut) {
                // The listener was cut, which ends the loop, or one connection failed, which does not.
                continue;
            }
        }
        synchronized (this) {
            accepting = false;
            notifyAll();
        }
    }

    private void join(ServerSocket from, Socket client) {
        Socket server = new Socket();
        try {
            server.connect(backend);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException gone) {
            // There is nobody behind: that is what the client must see too.
            quietly(client);
            quietly(server);
            return;
        }
        synchronized (this) {
            if (from.isClosed()) {
                quietly(client);
                quietly(server);
                return;
            }
            sockets.add(client);
            sockets.add(server);
        }
        daemon("up", () -> pump(client, server, false));
        daemon("down", () -> pump(server, client, true));
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                awaitGate(answers);
                out.write(buffer, 0, n);
            }
        } catch (IOException ended) {
            // One side has gone; the other is closed below.
        } finally {
            quietly(from);
            quietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void awaitGate(boolean answers) throws IOException {
        synchronized (gate) {
            while (frozen || answers && hanging) {
                try {
                    gate.wait();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, "loopback-front-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(AutoCloseable it) {
        try {
            it.close();
        } catch (Exception alreadyGone) {
            // Closing is the wish; that it was closed before is no news.
        }
    }
}
