package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.temporalfailover.traffic.route53.Snapshot.Live;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The client's view against a resolver that answers what the test wants. */
class ClientViewTest {

    /** Answers a query with a whole packet, or null for silence. */
    private interface Resolver {
        byte[] answer(Message query) throws IOException;
    }

    private final AtomicInteger asked = new AtomicInteger();
    private DatagramSocket socket;

    @AfterEach
    void stop() {
        if (socket != null) {
            socket.close();
        }
    }

    @Test
    void answersBecomeSharesByRegion() throws IOException {
        ClientView view = view(query -> records(query, Type.A, asked.get() == 1 ? "192.0.2.2" : "192.0.2.1"));
        assertEquals(Map.of(EAST, 0.75, WEST, 0.25), view.shares(live("A", "192.0.2.1", "192.0.2.2")));
        assertEquals(4, asked.get());
    }

    @Test
    void anAddressIsTheSameHoweverItIsWritten() throws IOException {
        ClientView view = view(query -> records(query, Type.AAAA, "2001:db8::1"));
        assertEquals(Map.of(EAST, 1.0), view.shares(live("AAAA", "2001:0DB8:0:0::1", "2001:db8::2")));
    }

    @Test
    void aliasNamesAreToldApartWithoutCaseAndTrailingDot() throws IOException {
        ClientView view = view(query -> records(query, Type.CNAME, "West.example.net."));
        assertEquals(Map.of(WEST, 1.0), view.shares(live("CNAME", "east.example.net", "west.example.net.")));
    }

    @Test
    void answersThatBelongToNobodyOrToBothTellNothing() throws IOException {
        ClientView view = view(query -> records(query, Type.A, "198.51.100.9"));
        assertEquals(Map.of(), view.shares(live("A", "192.0.2.1", "192.0.2.2")));
        socket.close();
        ClientView both = view(query -> records(query, Type.A, "192.0.2.1"));
        assertEquals(Map.of(), both.shares(live("A", "192.0.2.1", "192.0.2.1")));
    }

    @Test
    void anEmptyAnswerTellsNothing() throws IOException {
        ClientView view = view(query -> records(query, Type.A));
        assertEquals(Map.of(), view.shares(live("A", "192.0.2.1", "192.0.2.2")));
    }

    @Test
    void aSilentResolverIsAskedOnce() throws IOException {
        ClientView view = view(query -> null);
        assertEquals(Map.of(), view.shares(live("A", "192.0.2.1", "192.0.2.2")));
        assertEquals(1, asked.get());
    }

    @Test
    void garbageTellsNothing() throws IOException {
        ClientView view = view(query -> new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13});
        assertEquals(Map.of(), view.shares(live("A", "192.0.2.1", "192.0.2.2")));
    }

    @Test
    void nothingIsAskedBeforeTheRecordsAreKnownAndAnUnknownResolverTellsNothing() {
        assertEquals(Map.of(), new ClientView(Optional.of("127.0.0.1:1")).shares(List.of()));
        assertEquals(
                Map.of(),
                new ClientView(Optional.of("nowhere.invalid:53")).shares(live("A", "192.0.2.1", "192.0.2.2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "host:", "host:dns", "host:123456"})
    void aResolverThatIsNoHostAndPortIsRefused(String resolver) {
        assertThrows(IllegalArgumentException.class, () -> new ClientView(Optional.of(resolver)));
    }

    private ClientView view(Resolver resolver) throws IOException {
        DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket = server;
        Thread thread = new Thread(() -> serve(server, resolver), "canned-resolver");
        thread.setDaemon(true);
        thread.start();
        return new ClientView(Optional.of("127.0.0.1:" + server.getLocalPort()));
    }

    private void serve(DatagramSocket server, Resolver resolver) {
        byte[] buffer = new byte[4096];
        while (!server.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                server.receive(packet);
                asked.incrementAndGet();
                byte[] query = new byte[packet.getLength()];
                System.arraycopy(buffer, 0, query, 0, query.length);
                byte[] answer = resolver.answer(new Message(query));
                if (answer != null) {
                    server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static byte[] records(Message query, int type, String... values) throws IOException {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        for (String value : values) {
            answer.addRecord(
                    Record.fromString(query.getQuestion().getName(), type, DClass.IN, 30, value, null), Section.ANSWER);
        }
        return answer.toWire();
    }

    private static List<Live> live(String type, String east, String west) {
        return List.of(
                new Live(Fixture.record(type), EAST, Fixture.set(type, "east", 100, east)),
                new Live(Fixture.record(type), WEST, Fixture.set(type, "west", 0, west)));
    }
}
