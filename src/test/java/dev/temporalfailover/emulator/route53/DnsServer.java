package dev.temporalfailover.emulator.route53;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** DNS over UDP and TCP on one port. */
final class DnsServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 64;
    private static final int IDLE_MILLIS = 10_000;
    private static final int MAX_TCP = 65_535;
    private static final int BIND_TRIES = 50;
    private final DnsAnswers answers;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService connections;
    private ServerSocket tcp;
    private DatagramSocket udp;

    DnsServer(DnsAnswers answers) {
        this.answers = answers;
        this.connections = new ThreadPoolExecutor(
                0, MAX_CONNECTIONS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), r -> daemon("route53-dns-tcp", r));
    }

    InetSocketAddress start(String address, int port) throws IOException {
        bind(InetAddress.getByName(address), port);
        daemon("route53-dns-udp", this::serveUdp).start();
        daemon("route53-dns-accept", this::accept).start();
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    /** A free TCP port may be taken for UDP: with port 0 it is tried again. */
    private void bind(InetAddress address, int port) throws IOException {
        for (int i = 1; ; i++) {
            tcp = new ServerSocket(port, 50, address);
            try {
                udp = new DatagramSocket(tcp.getLocalPort(), address);
                return;
            } catch (IOException e) {
                tcp.close();
                if (port != 0 || i == BIND_TRIES) {
                    throw e;
                }
            }
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                byte[] query = Arrays.copyOf(buffer, packet.getLength());
                byte[] answer = answer(query, true);
                if (answer != null) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // closed, or this client is gone: the next one is served
            }
        }
    }

    private void accept() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                open.add(socket);
                try {
                    connections.execute(() -> serveTcp(socket));
                } catch (RejectedExecutionException full) {
                    open.remove(socket);
                    socket.close();
                }
            } catch (IOException e) {
                // closed, or this connection broke before it was accepted
            }
        }
    }

    private void serveTcp(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), false);
                if (answer == null) {
                    return;
                }
                ByteBuffer framed = ByteBuffer.allocate(answer.length + 2);
                framed.putShort((short) answer.length).put(answer);
                socket.getOutputStream().write(framed.array());
            }
        } catch (IOException e) {
            // end of stream, idle or closed
        } finally {
            open.remove(socket);
        }
    }

    /** The answer on the wire; null to drop what has no whole header or is itself an answer. */
    private byte[] answer(byte[] query, boolean datagram) {
        Message parsed;
        try {
            parsed = new Message(query);
        } catch (IOException | RuntimeException e) {
            return rcodeOnly(query, Rcode.FORMERR);
        }
        try {
            Message answer = answers.answer(parsed);
            return answer == null ? null : answer.toWire(datagram ? DnsAnswers.udpSize(parsed) : MAX_TCP);
        } catch (RuntimeException e) {
            return rcodeOnly(query, Rcode.SERVFAIL); // a fault of the emulator must not end its thread
        }
    }

    private static byte[] rcodeOnly(byte[] query, int rcode) {
        if (query.length < Header.LENGTH || (query[2] & 0x80) != 0) {
            return null;
        }
        Header header = new Header((query[0] & 0xff) << 8 | query[1] & 0xff);
        header.setFlag(Flags.QR);
        header.setRcode(rcode);
        return header.toWire();
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
        for (Socket s : open) {
            s.close();
        }
        connections.shutdownNow();
    }
}
