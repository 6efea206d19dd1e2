package dev.temporalfailover.traffic.istio.proxy;

import static dev.temporalfailover.emulator.envoy.Dumps.EAST;
import static dev.temporalfailover.emulator.envoy.Dumps.WEST;
import static dev.temporalfailover.emulator.envoy.Dumps.config;
import static dev.temporalfailover.emulator.envoy.Dumps.dump;
import static dev.temporalfailover.emulator.envoy.Dumps.route;
import static dev.temporalfailover.traffic.istio.proxy.RejectCountTest.page;
import static dev.temporalfailover.traffic.istio.proxy.WantedRoutes.wanted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.emulator.envoy.Dumps;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyCheckTest {
    private static final String OBJECT = "VirtualService temporal-backend/temporal-frontend";
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final String TO_WEST = dump(config("7233", "", route("frontend", WEST)));
    private static final String TO_EAST = dump(config("7233", "", route("frontend", EAST)));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private ProxyCheck check;

    @AfterEach
    void stop() {
        over.countDown();
        if (check != null) {
            check.close();
        }
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }

    private interface Handler {
        void answer(HttpExchange exchange) throws IOException;
    }

    private String serve(Handler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.answer(exchange);
            }
        });
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private Finding ask(Duration timeout, String... admins) {
        List<MeshSettings.Proxy> proxies = new ArrayList<>();
        for (String admin : admins) {
            proxies.add(new MeshSettings.Proxy("sidecar" + proxies.size(), URI.create(admin)));
        }
        check = new ProxyCheck(new MeshSettings(proxies, List.of(), timeout));
        return check.ask(OBJECT, wanted(0, 100, "frontend"));
    }

    private static void silent(Finding found, String why) {
        assertFalse(found.effective());
        assertTrue(found.detail().contains(why), found.detail());
        assertEquals(Map.of(), found.shares());
    }

    @Test
    void nobodyIsAskedByDefaultAndItIsSaid() {
        check = new ProxyCheck(MeshSettings.NONE);
        check.beforeWrite(OBJECT);
        assertEquals(
                new Finding(true, "the object has it; no proxy was asked", Map.of()),
                check.ask(OBJECT, wanted(0, 100)));
    }

    @Test
    void everyProxyMustCarryItAndTheOneThatDoesNotIsNamed() throws Exception {
        AtomicReference<String> query = new AtomicReference<>();
        String url = serve(x -> {
            query.set(x.getRequestURI().toString());
            send(x, 200, x.getRequestURI().getPath().startsWith("/old") ? TO_EAST : TO_WEST);
        });
        Finding all = ask(AMPLE, url, url + "/");
        assertEquals("/config_dump?resource=dynamic_route_configs", query.get());
        assertTrue(all.effective());
        assertEquals("the object and 2 of 2 proxies carry it", all.detail());
        assertEquals(Map.of("us-east-1", 0.0, "us-west-2", 1.0), all.shares());
        check.close();
        Finding one = ask(AMPLE, url, url + "/old");
        assertFalse(one.effective());
        assertEquals("proxy sidecar1 1 of 1 routes differ: 7233/frontend has us-east-1 100.0 %", one.detail());
        assertEquals(0.5, one.shares().get("us-west-2"));
    }

    @Test
    void aProxyThatCatchesUpIsEffectiveAtTheNextAsking() throws Exception {
        AtomicReference<String> now = new AtomicReference<>(TO_EAST);
        assertFalse(ask(AMPLE, serve(x -> send(x, 200, now.get()))).effective());
        now.set(TO_WEST);
        assertTrue(check.ask(OBJECT, wanted(0, 100, "frontend")).effective());
        assertTrue(check.ask(OBJECT, wanted(0, 100, "frontend")).effective(), "asked twice");
        assertFalse(check.ask(OBJECT, wanted(100, 0, "frontend")).effective(), "the next write");
    }

    @Test
    void errorsAreNoAnswer() throws Exception {
        AtomicInteger status = new AtomicInteger();
        String url = serve(x -> send(x, status.get(), TO_WEST));
        for (int one : new int[] {404, 500, 503}) {
            status.set(one);
            silent(ask(AMPLE, url), "sidecar0 gave no answer: status " + one);
            check.close();
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        AtomicInteger followed = new AtomicInteger();
        String url = serve(x -> {
            if (x.getRequestURI().getPath().equals("/elsewhere")) {
                followed.incrementAndGet();
            }
            x.getResponseHeaders().add("Location", "/elsewhere");
            send(x, 302, "");
        });
        silent(ask(AMPLE, url), "status 302");
        assertEquals(0, followed.get());
    }

    @Test
    void garbageIsNoAnswerAndStaysShort() throws Exception {
        Finding found = ask(AMPLE, serve(x -> send(x, 200, "<html>\n" + "x".repeat(100_000))));
        silent(found, "gave no answer: ");
        assertTrue(found.detail().length() < 400 && !found.detail().contains("\n"), found.detail());
    }

    @Test
    void aDumpOfTwentyMebibytesIsCutOff() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        String url = serve(x -> {
            x.sendResponseHeaders(200, 0);
            OutputStream out = x.getResponseBody();
            out.write("{\"configs\":[".getBytes(StandardCharsets.UTF_8));
            String one = config("1", "", route("frontend", WEST)) + ",";
            byte[] chunk = one.repeat(1 + (1 << 20) / one.length()).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 20; i++) {
                out.write(chunk);
                sent.incrementAndGet();
            }
        });
        silent(ask(AMPLE, url), "larger than " + ProxyCheck.MAX_DUMP);
    }

    @Test
    void aLargeDumpWithinTheBoundIsRead() throws Exception {
        String other = config("80", "", Dumps.routeOf(Dumps.virtualService("other"), "x", EAST));
        String many = (other + ",").repeat((10 << 20) / other.length());
        String whole = "{\"configs\":[" + many + config("7233", "", route("frontend", WEST)) + "]}";
        assertTrue(ask(AMPLE, serve(x -> send(x, 200, whole))).effective());
    }

    @Test
    void anAnswerThatDripsEndsAtTheDeadline() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        String url = serve(x -> {
            x.sendResponseHeaders(200, 0);
            OutputStream out = x.getResponseBody();
            try {
                while (over.getCount() > 0) {
                    out.write(' ');
                    out.flush();
                }
            } catch (IOException closed) {
                cut.countDown();
                throw closed;
            }
        });
        silent(ask(Duration.ofMillis(300), url), "sidecar0 ");
        assertTrue(cut.await(60, TimeUnit.SECONDS), "the connection is closed under it");
    }

    @Test
    void oneThatNeverAnswersDoesNotHideTheOthers() throws Exception {
        String url = serve(x -> send(x, 200, TO_WEST));
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Finding found = ask(Duration.ofSeconds(3), "http://127.0.0.1:" + silent.getLocalPort(), url);
            assertFalse(found.effective());
            assertTrue(found.detail().startsWith("proxy sidecar0 "), found.detail());
            assertFalse(found.detail().contains("sidecar1"), found.detail());
            assertEquals(1.0, found.shares().get("us-west-2"));
        }
    }

    @Test
    void aConnectionClosedMidwayIsNoAnswer() throws Exception {
        try (ServerSocket closing = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> {
                while (!closing.isClosed()) {
                    try (Socket one = closing.accept()) {
                        InputStream in = one.getInputStream();
                        assertTrue(in.read(new byte[2_000]) > 0);
                        String half = "HTTP/1.1 200 OK\r\nContent-Length: " + TO_WEST.length() + "\r\n\r\n"
                                + TO_WEST.substring(0, TO_WEST.length() - 10);
                        one.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException ended) {
                        // The next one, or the end.
                    }
                }
            });
            silent(ask(AMPLE, "http://127.0.0.1:" + closing.getLocalPort()), "gave no answer");
        }
    }

    @Test
    void nobodyListeningIsNoAnswer() throws Exception {
        silent(ask(AMPLE, "http://127.0.0.1:" + Ports.free()), "refused");
    }

    @Test
    void manyRoundsWithASilentProxyLeaveNoneUnasked() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            ask(Duration.ofMillis(100), "http://127.0.0.1:" + silent.getLocalPort());
            for (int i = 0; i < 20; i++) {
                Finding found = check.ask(OBJECT, wanted(0, 100));
                assertFalse(found.effective());
                assertFalse(found.detail().contains("has not ended"), found.detail());
            }
        }
    }

    @Test
    void anInterruptedCallerGetsAnAnswerAndKeepsItsFlag() throws Exception {
        // An answer that is there already would be taken.
        String url = serve(x -> {
            unlessInterrupted(over);
            send(x, 200, TO_WEST);
        });
        Thread.currentThread().interrupt();
        Finding found = ask(AMPLE, url);
        assertTrue(Thread.interrupted());
        assertFalse(found.effective());
    }

    private static void unlessInterrupted(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private ProxyCheck counting(String metrics, String admin) {
        check = new ProxyCheck(new MeshSettings(
                List.of(new MeshSettings.Proxy("sidecar", URI.create(admin))),
                List.of(new MeshSettings.Istiod("istiod", URI.create(metrics))),
                AMPLE));
        return check;
    }

    @Test
    void aRefusalSinceTheWriteStandsAgainstProxiesThatCarryIt() throws Exception {
        AtomicReference<String> counts = new AtomicReference<>(page(3, 3, "1"));
        String url = serve(x -> send(x, 200, x.getRequestURI().getPath().equals("/metrics") ? counts.get() : TO_WEST));
        ProxyCheck both = counting(url + "/metrics", url);
        // The first asking is the beginning: the wait before a write is short and a busy machine may miss it.
        assertTrue(both.ask(OBJECT, wanted(0, 100, "frontend")).effective());
        counts.set(page(5, 5, "1"));
        Finding refused = both.ask(OBJECT, wanted(0, 100, "frontend"));
        assertFalse(refused.effective());
        assertEquals(
                "istiod counts 2 rejected route updates since the write: router~10.0.0.1~gw-0.istio-ingress",
                refused.detail());
        both.beforeWrite(OBJECT);
        assertTrue(both.ask(OBJECT, wanted(0, 100, "frontend")).effective(), "the next write begins anew");
        counts.set(page(6, 6, "1"));
        assertFalse(both.ask(OBJECT, wanted(0, 100, "frontend")).effective());
        assertTrue(both.ask("VirtualService other", wanted(0, 100, "frontend")).effective(), "each object by itself");
        counts.set(page(0, 0, "2"));
        assertTrue(both.ask(OBJECT, wanted(0, 100, "frontend")).effective(), "istiod restarted");
    }

    @Test
    void aRefusalThatOurOwnProxiesSharedIsOverWhenTheyCarryIt() throws Exception {
        AtomicReference<String> counts = new AtomicReference<>(page(3, 3, "1"));
        AtomicReference<String> dump = new AtomicReference<>(TO_EAST);
        String url =
                serve(x -> send(x, 200, x.getRequestURI().getPath().equals("/metrics") ? counts.get() : dump.get()));
        ProxyCheck both = counting(url + "/metrics", url);
        assertFalse(both.ask(OBJECT, wanted(0, 100, "frontend")).effective());
        counts.set(page(5, 5, "1"));
        for (int i = 0; i < 3; i++) {
            Finding refused = both.ask(OBJECT, wanted(0, 100, "frontend"));
            assertFalse(refused.effective());
            assertTrue(refused.detail().contains("counts 2 rejected"), refused.detail());
        }
        dump.set(TO_WEST);
        assertTrue(both.ask(OBJECT, wanted(0, 100, "frontend")).effective(), "it was mended");
        counts.set(page(6, 6, "1"));
        assertFalse(both.ask(OBJECT, wanted(0, 100, "frontend")).effective(), "another one");
        assertFalse(both.ask(OBJECT, wanted(0, 100, "frontend")).effective(), "which our proxies do not share");
    }

    @Test
    void aMomentBehindIstiodIsNotARefusalOfOurOwn() throws Exception {
        AtomicReference<String> counts = new AtomicReference<>(page(3, 3, "1"));
        AtomicReference<String> dump = new AtomicReference<>(TO_EAST);
        String url =
                serve(x -> send(x, 200, x.getRequestURI().getPath().equals("/metrics") ? counts.get() : dump.get()));
        ProxyCheck both = counting(url + "/metrics", url);
        both.ask(OBJECT, wanted(0, 100, "frontend"));
        counts.set(page(5, 5, "1"));
        both.ask(OBJECT, wanted(0, 100, "frontend"));
        dump.set(TO_WEST);
        for (int i = 0; i < 5; i++) {
            assertFalse(both.ask(OBJECT, wanted(0, 100, "frontend")).effective(), "somebody else refused it");
        }
    }

    @Test
    void anIstiodThatDoesNotTellIsNamedAndStandsAgainstNothing() throws Exception {
        AtomicReference<String> counts = new AtomicReference<>("garbage");
        String url = serve(x -> send(x, 200, x.getRequestURI().getPath().equals("/metrics") ? counts.get() : TO_WEST));
        ProxyCheck both = counting(url + "/metrics", url);
        both.beforeWrite(OBJECT);
        Finding found = both.ask(OBJECT, wanted(0, 100, "frontend"));
        assertTrue(found.effective());
        assertEquals(
                "the object and 1 of 1 proxies carry it; istiod does not report rejected updates:"
                        + " gave no answer: it is not a page of istiod",
                found.detail());
        counts.set("pilot_x 1\n".repeat(1 + ProxyCheck.MAX_METRICS / 10));
        assertTrue(both.ask(OBJECT, wanted(0, 100, "frontend")).detail().contains("larger than"));
    }
}
