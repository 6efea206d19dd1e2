package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HttpProbeTest {

    @ParameterizedTest(name = "HTTP {0} is {1}")
    @CsvSource({
        "200,OK",
        "204,OK",
        "301,FAILED",
        "302,FAILED",
        "401,AUTH",
        "403,AUTH",
        "404,FAILED",
        "429,OVERLOADED",
        "500,FAILED",
        "502,FAILED",
        "503,NOT_SERVING",
        "504,FAILED"
    })
    void aStatusHasItsOutcome(int status, Outcome outcome) {
        assertEquals(outcome, HttpProbe.of(status).outcome());
    }

    static Stream<Arguments> manners() {
        String head = "HTTP/1.1 200 OK\r\n";
        return Stream.of(
                Arguments.of("good", RawServer.answers(head + "content-length: 2\r\n\r\nok"), Outcome.OK),
                Arguments.of("until the end", RawServer.answers("HTTP/1.0 200 OK\r\n\r\nok"), Outcome.OK),
                Arguments.of(
                        "after an interim answer",
                        RawServer.answers("HTTP/1.1 100 Continue\r\n\r\n" + head + "content-length: 0\r\n\r\n"),
                        Outcome.OK),
                Arguments.of("another protocol", RawServer.answers("SSH-2.0-OpenSSH_9.2\r\n\r\n"), Outcome.MALFORMED),
                Arguments.of("cut short", RawServer.answers(head + "content-length: 9\r\n\r\nok"), Outcome.MALFORMED),
                Arguments.of(
                        "huge body",
                        RawServer.answers(head + "content-length: 3000000\r\n\r\n" + "x".repeat(3_000_000)),
                        Outcome.MALFORMED),
                Arguments.of(
                        "huge header",
                        RawServer.answers(head + "a: " + "x".repeat(100_000) + "\r\n\r\n"),
                        Outcome.MALFORMED),
                Arguments.of(
                        "endless interim answers",
                        RawServer.answers("HTTP/1.1 100 Continue\r\n\r\n".repeat(50)),
                        Outcome.MALFORMED),
                Arguments.of(
                        "a status of 999",
                        RawServer.answers("HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n"),
                        Outcome.MALFORMED),
                Arguments.of("silence", RawServer.SILENT, Outcome.DEADLINE),
                Arguments.of(
                        "a body that never ends",
                        RawServer.says(head + "content-length: 9\r\n\r\nok"),
                        Outcome.DEADLINE),
                Arguments.of("hang up", RawServer.HANG_UP, Outcome.UNREACHABLE));
    }

    @ParameterizedTest(name = "{0} is {2}")
    @MethodSource("manners")
    void aServersMannersHaveTheirOutcome(String name, RawServer.Manners manners, Outcome outcome) throws IOException {
        try (RawServer server = new RawServer(manners);
                Probing probing = probing(server.port())) {
            ProbeResult first = probing.next(r -> r.outcome() != Outcome.STARVED);
            assertEquals(outcome, first.outcome(), first.detail());
        }
    }

    @Test
    void aRedirectIsNotFollowedAndTheTokenGoesOnlyToItsServer(@TempDir Path dir) throws IOException {
        Path token = Files.writeString(dir.resolve("token"), "secret-token");
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("authorization"));
            exchange.getResponseHeaders().add("location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try (Probing probing =
                Probing.of(Probing.spec("127.0.0.1", server.getAddress().getPort(), Check.HTTP)
                        .http("/healthz")
                        .token(token)
                        .endpoint())) {
            ProbeResult result = probing.first(Outcome.FAILED);
            assertEquals("HTTP 302", result.detail());
            assertTrue(seen.stream().allMatch("/healthz Bearer secret-token"::equals), seen.toString());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void nothingListensIsRefused() throws IOException {
        try (Probing probing = probing(Ports.free())) {
            probing.first(Outcome.REFUSED);
        }
    }

    private static Probing probing(int port) {
        return Probing.of(
                Probing.spec("127.0.0.1", port, Check.HTTP).http("/healthz").endpoint());
    }
}
