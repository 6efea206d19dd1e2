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
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private volatile Distortion distortion;
    private volatile boolean silent;
    private volatile int silentAbout = -1;
    private volatile boolean losing;
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

    /** Questions for this type of record are never answered. */
    public void silentAbout(int type) {
        silentAbout = type;
    }

    /** The first packet of each question is lost. */
    public void losing(boolean now) {
        losing = now;
    }

    /** What is sent instead of an honest answer: messages, or bytes that are none. */
    public interface Distortion {
        List<byte[]> of(byte[] question, byte[] answer) throws IOException;
    }

    /** From now on answers are sent so; null for honestly. */
    public void distort(Distortion now) {
        distortion = now;
    }

    /** How many questions came so far, lost ones too. */
    public int asked() {
        return asked.values().stream().mapToInt(Integer::intValue).sum();
    }

    private List<byte[]> sent(byte[] question, byte[] answer) throws IOException {
        Distortion now = distortion;
        return now == null ? List.of(answer) : now.of(question, answer);
    }

    /** How often this name was asked for, in UDP packets, lost ones too. */
    public int asked(String name) {
        return asked.entrySet().stream()
                .filter(one -> one.getKey().startsWith(name + " "))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private boolean swallows(byte[] query) throws IOException {
        Record question = new Message(query).getQuestion();
        int times = asked.merge(question.getName().toString(true) + " " + question.getType(), 1, Integer::sum);
        return silent || question.getType() == silentAbout || losing && times % 2 == 1;
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
            byte[] query = java.util.Arrays.copyOf(buffer, packet.getLength());
            if (!swallows(query)) {
                for (byte[] wire : sent(query, answer(query).toWire(512))) {
                    udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                }
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
                        byte[] query = in.readNBytes(in.readUnsignedShort());
                        for (byte[] wire : sent(query, answer(query).toWire())) {
                            out.writeShort(wire.length);
                            out.write(wire);
                        }
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
