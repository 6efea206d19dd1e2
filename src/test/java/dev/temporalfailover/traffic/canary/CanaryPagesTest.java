package dev.temporalfailover.traffic.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of canary clients over real HTTP. */
class CanaryPagesTest {
    private static final Map<String, Integer> WEST = Map.of("us-east-1", 0, "us-west-2", 100);

    private final Map<String, byte[]> bodies = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = bodies.get(exchange.getRequestURI().getPath().substring(1));
            exchange.sendResponseHeaders(body == null ? 503 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
        threads.shutdownNow();
    }

    private Verification ask(String... names) {
        Map<String, URI> pages = new LinkedHashMap<>();
        for (String name : names) {
            pages.put(name, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name));
        }
        CanaryPageSettings settings = new CanaryPageSettings(pages, Duration.ofSeconds(10), Optional.empty());
        return new CanaryPages(settings, threads, id -> Optional.of("us-" + id))
                .ask("mesh", WEST, Duration.ofMinutes(1));
    }

    private static byte[] answers(String cluster) {
        return IntStream.range(0, 20)
                .mapToObj(i -> "{\"ageSeconds\":0." + i + ",\"cluster\":\"" + cluster + "\",\"failure\":\"\"}")
                .collect(Collectors.joining(",", "{\"ways\":[{\"way\":\"mesh\",\"calls\":[", "]}]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyClientMustSeeTheWrittenWeights() {
        bodies.put("one", answers("west-2"));
        bodies.put("two", answers("west-2"));
        Verification all = ask("one", "two");
        assertEquals(Effectiveness.EFFECTIVE, all.state(), all.detail());
        assertEquals(
                "canary one by mesh: 10 of 10 answers from us-west-2; canary two by mesh: 10 of 10 answers from us-west-2",
                all.detail());
        assertEquals(Map.of("us-west-2", 1.0), all.shares());
        bodies.put("two", answers("east-1"));
        Verification half = ask("one", "two");
        assertEquals(Effectiveness.NOT_YET, half.state());
        assertEquals(Map.of("us-east-1", 0.5, "us-west-2", 0.5), half.shares());
    }

    @Test
    void aClientThatSaysNothingIsNotTakenForOneThatSeesIt() {
        bodies.put("one", answers("west-2"));
        Verification found = ask("one", "silent");
        assertEquals(Effectiveness.NOT_YET, found.state());
        assertTrue(found.detail().contains("canary silent gave no answer: status 503"), found.detail());
        assertEquals(Effectiveness.NOT_YET, ask().state(), "nobody was asked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"ways\":{}}",
                "{\"ways\":[{\"way\":\"dns\",\"calls\":[]}]}",
                "{\"ways\":[{\"way\":\"mesh\",\"calls\":7}]}",
                "{\"ways\":[{\"way\":\"mesh\",\"calls\":[{\"ageSeconds\":-1,\"cluster\":\"west-2\"}]}]}",
                "{\"ways\":[{\"way\":\"mesh\",\"calls\":[{\"ageSeconds\":1e300,\"cluster\":\"west-2\"}]}]}",
                "<html>"
            })
    void anOddPageProvesNothing(String page) {
        bodies.put("odd", page.getBytes(StandardCharsets.UTF_8));
        assertEquals(Effectiveness.NOT_YET, ask("odd").state());
    }

    private List<String> workflows(String workflow) {
        bodies.put("one", ("{\"ways\":[],\"workflow\":" + workflow + "}").getBytes(StandardCharsets.UTF_8));
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/one");
        CanaryPageSettings settings =
                new CanaryPageSettings(Map.of("one", url), Duration.ofSeconds(10), Optional.of(Duration.ofSeconds(45)));
        return new CanaryPages(settings, threads, id -> Optional.of("us-" + id).filter(region -> id.length() > 4))
                .workflows("us-east-1");
    }

    private static String run(String outcome, double age, String cluster) {
        return "{\"outcome\":\"" + outcome + "\",\"ageSeconds\":" + age + ",\"cluster\":\"" + cluster
                + "\",\"failure\":\"why\"}";
    }

    @Test
    void aWorkflowThatFailsIsOldOrRunsElsewhereIsNamed() {
        assertEquals(List.of(), workflows(run("completed", 12, "east-1")));
        assertEquals(List.of(), workflows(run("completed", 12, "")), "a cluster that nobody knows proves nothing");
        assertEquals(List.of("canary one workflow not_started: why"), workflows(run("not_started", 12, "east-1")));
        assertEquals(
                List.of("canary one has begun no workflow in the last 45 s"),
                workflows(run("completed", 46, "east-1")));
        assertEquals(
                List.of("canary one runs its workflow in us-west-2: canary.workflow.fqdn leads there"),
                workflows(run("completed", 12, "west-2")));
        assertEquals(List.of(), workflows(run("none", 12, "")));
        assertEquals(List.of("canary one has not ended a workflow yet"), workflows(run("none", 46, "")));
        assertEquals(List.of("canary one runs no workflow, though canary.workflow is set"), workflows("null"));
        assertEquals(
                1, workflows("{\"outcome\":\"completed\",\"ageSeconds\":\"x\"}").size());
        assertEquals(1, workflows("{}").size());
    }

    @Test
    void aClientThatDoesNotAnswerRunsNoWorkflowAndWithoutTheSettingNobodyIsAsked() {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/silent");
        CanaryPageSettings settings = new CanaryPageSettings(
                Map.of("silent", url), Duration.ofSeconds(10), Optional.of(Duration.ofSeconds(45)));
        assertEquals(
                List.of("canary silent gave no answer: status 503"),
                new CanaryPages(settings, threads, Optional::of).workflows("us-east-1"));
        CanaryPageSettings without =
                new CanaryPageSettings(Map.of("silent", url), Duration.ofSeconds(10), Optional.empty());
        assertEquals(List.of(), new CanaryPages(without, threads, Optional::of).workflows("us-east-1"));
    }

    @Test
    void aPageLongerThanItsBoundProvesNothing() {
        bodies.put("long", (" ".repeat(600 << 10) + new String(answers("west-2"), StandardCharsets.UTF_8)).getBytes());
        Verification found = ask("long");
        assertEquals(Effectiveness.NOT_YET, found.state());
        assertTrue(List.of(found.detail()).toString().contains("larger than"), found.detail());
    }
}
