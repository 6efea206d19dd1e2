package dev.temporalfailover.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.coordination.AccessReviews.NeededRight;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.testkit.TestClock;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Dry calls to the Kubernetes API: rights and clock. */
class AccessReviewsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final NeededRight PATCH = new NeededRight(
            Optional.of("p"),
            "networking.istio.io",
            "virtualservices",
            "temporal-backend",
            Optional.of("temporal-frontend"),
            "patch");
    private static final NeededRight CREATE = new NeededRight(
            Optional.empty(), "coordination.k8s.io", "leases", "temporal-failover", Optional.empty(), "create");

    private final StrictKubernetesApi api = StrictKubernetesApi.start();
    private final KubernetesClient client = api.client();
    private final AccessReviews reviews = new AccessReviews(client, TIMEOUT);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void asksForEachRightAndChangesNothing() throws IOException {
        assertEquals(List.of(), reviews.ask(List.of(PATCH, CREATE)));
        assertEquals(
                List.of("selfsubjectaccessreviews", "selfsubjectaccessreviews"),
                api.calls().stream()
                        .map(c -> c.path().substring(c.path().lastIndexOf('/') + 1))
                        .toList());
        assertEquals(
                "{\"group\":\"networking.istio.io\",\"name\":\"temporal-frontend\",\"namespace\":\"temporal-backend\","
                        + "\"resource\":\"virtualservices\",\"verb\":\"patch\"}",
                new ObjectMapper()
                        .readTree(api.calls().get(0).body())
                        .at("/spec/resourceAttributes")
                        .toString());
    }

    @Test
    void everyRightThatIsMissingIsNamedForThePolicyThatNeedsIt() {
        api.reviews().refuseCaller("patch", "virtualservices");
        api.reviews().refuseCaller("create", "leases");
        List<DryCall> found = reviews.ask(List.of(PATCH, CREATE));
        assertEquals(
                List.of(
                        new DryCall(
                                ReadinessReason.KUBERNETES_RIGHTS,
                                Optional.of("p"),
                                Optional.empty(),
                                "RBAC does not allow this instance to patch virtualservices.networking.istio.io"
                                        + " temporal-backend/temporal-frontend"),
                        DryCall.of(
                                ReadinessReason.KUBERNETES_RIGHTS,
                                "RBAC does not allow this instance to create leases.coordination.k8s.io temporal-failover")),
                found);
    }

    @Test
    void anApiServerThatCannotBeAskedIsSaidOnce() {
        api.cut();
        List<DryCall> found = reviews.ask(List.of(PATCH, CREATE));
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).problem().contains("cannot be asked"), found.toString());
    }

    @Test
    void anAnswerWithoutAStatusIsNoPermission() {
        api.answerOnce("POST", "selfsubjectaccessreviews", 201, "{\"kind\":\"SelfSubjectAccessReview\"}");
        assertEquals(1, reviews.ask(List.of(PATCH)).size());
    }

    @Test
    void aClockThatDiffersFromTheServersByMoreThanHalfAMinuteIsNamed() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/version", exchange -> {
            // The JDK's server dates each answer by this machine's clock.
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        Config config = new io.fabric8.kubernetes.client.ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .build();
        try (KubernetesClient dated =
                new KubernetesClientBuilder().withConfig(config).build()) {
            assertEquals(List.of(), new ServerClock(dated, TIMEOUT, TestClock.running()).ask());
            TestClock wrong = new TestClock(Instant.now().plus(Duration.ofHours(3)), Duration.ZERO);
            List<DryCall> found = new ServerClock(dated, TIMEOUT, wrong).ask();
            assertEquals(ReadinessReason.CLOCK, found.get(0).reason());
            assertTrue(found.get(0).problem().contains("s ahead of the Kubernetes API server's"), found.toString());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aSlowAnswerIsNoWrongClock() {
        Instant server = Instant.parse("2026-11-22T03:00:00Z");
        assertEquals(List.of(), ServerClock.compare(server.minusSeconds(50), server.plusSeconds(20), server));
        assertEquals(
                "this machine's clock is 31 s behind the Kubernetes API server's",
                ServerClock.compare(server.minusSeconds(60), server.minusSeconds(31), server)
                        .get(0)
                        .problem());
    }

    @Test
    void aServerThatDoesNotAnswerSaysNothingOfTheClock() {
        api.cut();
        assertEquals(List.of(), new ServerClock(client, TIMEOUT, TestClock.running()).ask());
    }
}
