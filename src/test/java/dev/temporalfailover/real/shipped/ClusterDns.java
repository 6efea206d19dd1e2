package dev.temporalfailover.real.shipped;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Main class: the name server of a cluster and of a private zone, over UDP, for the pods of one host. Names that are not its own
 * are asked of another server, over the network as it is now. It has no cache, so that a change in DNS is seen at once.
 *
 * <p>Arguments: the address to listen at, the other server, the names' file. A line of it: the name, its addresses with commas
 * between, and, if a sidecar stands before it for who asks from this host itself, the sidecar's.
 */
public final class ClusterDns {
    private static final int PORT = 53;
    private static final int TTL = 5;
    private static final int LIMIT_MILLIS = 2_000;
    private static final int MAX = 4_096;
    private static final List<String> OWN = List.of("cluster.local", "internal.example.com");

    private final Map<String, List<String>> names = new TreeMap<>();
    private final Map<String, List<String>> behind = new TreeMap<>();
    private final DatagramSocket socket;
    private final InetAddress here;
    private final InetSocketAddress other;
    private final ExecutorService askers = Executors.newFixedThreadPool(32);

    private ClusterDns(String listen, String upstream, Path file) throws IOException {
        here = InetAddress.getByName(listen);
        socket = new DatagramSocket(PORT, here);
        other = new InetSocketAddress(upstream, PORT);
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ");
            names.put(parts[0], List.of(parts[1].split(",")));
            if (parts.length > 2) {
                behind.put(parts[0], List.of(parts[2]));
            }
        }
    }

    /** See the class. */
    public static void main(String[] args) throws IOException {
        ClusterDns server = new ClusterDns(args[0], args[1], Path.of(args[2]));
        byte[] buffer = new byte[MAX];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            server.socket.receive(packet);
            byte[] query = Arrays.copyOf(buffer, packet.getLength());
            InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
            server.askers.execute(() -> server.serve(query, from));
        }
    }

    private void serve(byte[] query, InetSocketAddress from) {
        try {
            Message asked = new Message(query);
            Record question = asked.getQuestion();
            String name = question.getName().toString(true).toLowerCase(java.util.Locale.ROOT);
            boolean own = OWN.stream().anyMatch(zone -> name.equals(zone) || name.endsWith("." + zone));
            byte[] answer = own ? answer(asked, question, addresses(name, from)) : forwarded(asked, query);
            socket.send(new DatagramPacket(answer, answer.length, from));
        } catch (IOException lost) {
            // A client that hears nothing asks again.
            System.err.println(lost);
        }
    }

    private List<String> addresses(String name, InetSocketAddress from) {
        List<String> sidecar = from.getAddress().equals(here) ? behind.get(name) : null;
        return sidecar == null ? names.get(name) : sidecar;
    }

    private static byte[] answer(Message asked, Record question, List<String> addresses) throws IOException {
        Message answer = empty(asked, addresses == null ? Rcode.NXDOMAIN : Rcode.NOERROR);
        for (String address : addresses == null || question.getType() != Type.A ? List.<String>of() : addresses) {
            answer.addRecord(
                    new ARecord(question.getName(), DClass.IN, TTL, InetAddress.getByName(address)), Section.ANSWER);
        }
        return answer.toWire();
    }

    private byte[] forwarded(Message asked, byte[] query) throws IOException {
        try (DatagramSocket out = new DatagramSocket()) {
            out.setSoTimeout(LIMIT_MILLIS);
            out.send(new DatagramPacket(query, query.length, other));
            byte[] buffer = new byte[MAX];
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            out.receive(packet);
            return Arrays.copyOf(buffer, packet.getLength());
        } catch (IOException unreachable) {
            return empty(asked, Rcode.SERVFAIL).toWire();
        }
    }

    private static Message empty(Message asked, int code) {
        Message answer = new Message(asked.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setRcode(code);
        List<Record> questions = new ArrayList<>(asked.getSection(Section.QUESTION));
        questions.forEach(one -> answer.addRecord(one, Section.QUESTION));
        return answer;
    }
}
