package dev.temporalfailover.emulator.dns;

import dev.temporalfailover.testkit.Ports;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on loopback, UDP and TCP. A name without an entry is NXDOMAIN, one with no addresses is empty. */
public final class FakeNameServer implements AutoCloseable {
    private static final int TTL = 1;

    private final Map<String, List<String>> names = new ConcurrentHashMap<>();
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private volatile boolean silent;
    private volatile int rcode = Rcode.NOERROR;

    public FakeNameServer() {
        try {
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            tcp = new ServerSocket(Ports.free(), 50, loopback);
            udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::serveUdp);
        daemon(this::serveTcp);
    }

    public List<InetSocketAddress> servers() {
        return List.of(new InetSocketAddress("127.0.0.1", udp.getLocalPort()));
    }

    public void put(String name, List<String> addresses) {
        names.put(name, addresses);
    }

    public void remove(String name) {
        names.remove(name);
    }

    public void silent(boolean now) {
        silent = now;
    }

    public void rcode(int code) {
        rcode = code;
    }

    /** 127.1.0.1, 127.1.0.2 and so on. */
    public static List<String> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "127.1." + i / 250 + "." + (1 + i % 250))
                .toList();
    }

    private Message answer(byte[] query) throws IOException {
        Message asked = new Message(query);
        Record question = asked.getQuestion();
        Message answer = new Message(asked.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.addRecord(question, Section.QUESTION);
        Name name = question.getName();
        List<String> addresses = names.get(name.toString(true));
        if (rcode != Rcode.NOERROR || addresses == null) {
            answer.getHeader().setRcode(rcode != Rcode.NOERROR ? rcode : Rcode.NXDOMAIN);
            return answer;
        }
        for (String text : addresses) {
            InetAddress address = InetAddress.getByName(text);
            boolean six = address.getAddress().length == 16;
            if (question.getType() == (six ? Type.AAAA : Type.A)) {
                answer.addRecord(
                        six
                                ? new AAAARecord(name, DClass.IN, TTL, address)
                                : new ARecord(name, DClass.IN, TTL, address),
                        Section.ANSWER);
            }
        }
        return answer;
    }

    private void serveUdp() throws IOException {
        byte[] buffer = new byte[4096];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            udp.receive(packet);
            if (!silent) {
                byte[] wire = answer(java.util.Arrays.copyOf(buffer, packet.getLength()))
                        .toWire(512);
                udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            }
        }
    }

    private void serveTcp() throws IOException {
        while (true) {
            Socket connection = tcp.accept();
            daemon(() -> {
                try (connection) {
                    DataInputStream in = new DataInputStream(connection.getInputStream());
                    DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                    while (true) {
                        byte[] wire =
                                answer(in.readNBytes(in.readUnsignedShort())).toWire();
                        out.writeShort(wire.length);
                        out.write(wire);
                        out.flush();
                    }
                }
            });
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static void daemon(Body body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (IOException closed) {
                // The test closed a socket: the thread has done its work.
                assert closed != null;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
