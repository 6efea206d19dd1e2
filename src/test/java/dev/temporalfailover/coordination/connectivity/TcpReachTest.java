package dev.temporalfailover.coordination.connectivity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpReachTest {
    private static final Duration GENEROUS = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Listeners listeners = new Listeners();
    private final TcpReach names = new TcpReach() {
        @Override
        InetAddress[] resolve(String host) throws UnknownHostException {
            return switch (host) {
                case "none.test" -> throw new UnknownHostException(host);
                case "empty.test" -> new InetAddress[0];
                case "odd.test" -> throw new IllegalStateException("x".repeat(100_000));
                case "two.test" ->
                    new InetAddress[] {InetAddress.getByName("127.9.9.9"), InetAddress.getByName("127.0.0.1")};
                case "many.test" -> {
                    InetAddress[] many = new InetAddress[50];
                    java.util.Arrays.fill(many, InetAddress.getByName("127.9.9.9"));
                    many[49] = InetAddress.getByName("127.0.0.1");
                    yield many;
                }
                default -> super.resolve(host);
            };
        }
    };

    private String problem(String host, int port) {
        return names.problem(InetSocketAddress.createUnresolved(host, port), GENEROUS);
    }

    @AfterEach
    void close() throws Exception {
        listeners.close();
    }

    @Test
    void whoListensIsReached() throws IOException {
        assertEquals("", problem("127.0.0.1", listeners.one().getLocalPort()));
    }

    @Test
    void whoRefusesIsNot() throws IOException {
        String problem = names.problem(Listeners.nobody(), GENEROUS);
        assertTrue(problem.startsWith("Connection refused"), problem);
    }

    @Test
    void aFullQueueOfConnectionsIsNoAnswer() throws IOException {
        assertEquals("no answer", names.problem(Listeners.at(listeners.blackHole()), SHORT));
    }

    @Test
    void namesWithoutAddressesAreNotReached() {
        assertEquals("unknown name", problem("none.test", 443));
        assertEquals("no address", problem("empty.test", 443));
        assertEquals("x".repeat(97) + "...", problem("odd.test", 443));
        assertEquals("unknown name", problem("y".repeat(100_000), 443));
    }

    @Test
    void aNameThatReallyDoesNotExistIsNotReached() {
        assertEquals("unknown name", problem("none.invalid", 443));
    }

    @Test
    void aPortThatCannotBeIsNotReached() {
        assertNotEquals("", problem("127.0.0.1", 0));
    }

    @Test
    void aNameOfWhichAnyOfTheFirstAddressesAnswersIsReached() throws IOException {
        int port = listeners.one().getLocalPort();
        assertEquals("", problem("two.test", port));
        assertTrue(problem("many.test", port).startsWith("Connection refused"), "only the first are dialled");
    }
}
