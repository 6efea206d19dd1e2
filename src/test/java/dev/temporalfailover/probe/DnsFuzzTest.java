package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server that answers each question with changed bytes under the question's own number. */
class DnsFuzzTest {
    private static final Duration TIMEOUT = Duration.ofMillis(20);

    @Test
    void answers() throws IOException {
        Name name = Name.fromString("temporal.example.");
        Message good = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
        good.getHeader().setFlag(Flags.QR);
        good.addRecord(
                new ARecord(name, DClass.IN, 1, InetAddress.getByAddress(new byte[] {10, 0, 0, 1})), Section.ANSWER);
        NioEventLoopGroup group = new NioEventLoopGroup(1);
        try (Server server = new Server()) {
            Lookup lookup = new Lookup(loop(group.next()), List.of(server.address()));
            Fuzz.bytes("dns", List.of(good.toWire()), input -> {
                server.answer = input;
                CompletableFuture<Lookup.FoundAddresses> found = new CompletableFuture<>();
                group.next().execute(() -> lookup.find("temporal.example.", TIMEOUT, found::complete));
                Lookup.FoundAddresses read = found.get(10, TimeUnit.SECONDS);
                assertEquals(Line.of(read.problem(), 300), read.problem());
                boolean any = read.v4() != null && !read.v4().isEmpty()
                        || read.v6() != null && !read.v6().isEmpty();
                assertTrue(any || !read.problem().isEmpty());
                return any;
            });
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static Loop loop(EventLoop thread) {
        PauseWatch watch = new PauseWatch(TestClock.running(), Duration.ofSeconds(10), late -> {});
        return new Loop(
                thread,
                watch,
                new Random(1),
                result -> {},
                null,
                Fixtures.heartbeats().of("dns", Duration.ofMinutes(1)));
    }

    private static final class Server implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private volatile byte[] answer = {};

        Server() throws IOException {
            Thread thread = new Thread(this::serve, "odd-name-server");
            thread.setDaemon(true);
            thread.start();
        }

        InetSocketAddress address() {
            return new InetSocketAddress("127.0.0.1", socket.getLocalPort());
        }

        private void serve() {
            byte[] buffer = new byte[2_000];
            try {
                while (true) {
                    DatagramPacket asked = new DatagramPacket(buffer, buffer.length);
                    socket.receive(asked);
                    byte[] odd = answer.length > 60_000 ? Arrays.copyOf(answer, 60_000) : answer.clone();
                    if (odd.length >= 2) {
                        System.arraycopy(buffer, 0, odd, 0, 2);
                    }
                    socket.send(new DatagramPacket(odd, odd.length, asked.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
