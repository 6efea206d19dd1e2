package dev.temporalfailover.faults.hostile;

import dev.temporalfailover.faults.hostile.Attacker.Weapon;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The same as {@link Attacker} behind TLS, with a thread for each connection: there are few. */
final class TlsAttacker implements Assault {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int PAUSE_MILLIS = 20;

    private final int port;
    private final InetAddress from;
    private final SSLContext tls;
    private final Weapon weapon;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean over;

    /**
     * @param from its own address, of the loopback
     * @param tls with its certificate or without
     */
    TlsAttacker(int port, String from, SSLContext tls, Weapon weapon) throws IOException {
        this.port = port;
        this.from = InetAddress.getByName(from);
        this.tls = tls;
        this.weapon = weapon;
        for (int i = 0; i < weapon.connections(); i++) {
            Thread thread = new Thread(this::connectAgainAndAgain, "tls-attacker");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    @Override
    public void attack(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    private void connectAgainAndAgain() {
        while (!over) {
            try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
                socket.bind(new InetSocketAddress(from, 0));
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
                socket.setSoTimeout(PATIENCE_MILLIS);
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2"});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                handshakes.incrementAndGet();
                send(socket);
            } catch (IOException refused) {
                ended.incrementAndGet();
            }
        }
    }

    private void send(SSLSocket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(weapon.first());
        out.flush();
        if (weapon.again().length == 0) {
            InputStream in = socket.getInputStream();
            byte[] answers = new byte[16 << 10];
            socket.setSoTimeout(PAUSE_MILLIS * 10);
            while (!over && read(in, answers) && !weapon.ends()) {
                continue;
            }
            return;
        }
        while (!over) {
            out.write(weapon.again());
            sent.addAndGet(weapon.again().length);
            if (weapon.piece() > 0) {
                pause();
            }
        }
    }

    /** Waits for an answer, but not long; false at the end. */
    private static boolean read(InputStream in, byte[] answers) throws IOException {
        try {
            return in.read(answers) >= 0;
        } catch (java.net.SocketTimeoutException nothingYet) {
            return true;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Handshakes that were done, as far as the client's side can tell. */
    int handshakes() {
        return handshakes.get();
    }

    @Override
    public void close() {
        over = true;
    }

    @Override
    public String toString() {
        return weapon.connections() + " connections, " + handshakes + " handshakes, ended " + ended + ", "
                + (sent.get() >> 10) + " KiB sent";
    }
}
