package dev.temporalfailover.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.api.access.CallerCheck.TokenAnswer;
import dev.temporalfailover.api.access.GuardedCheck;
import dev.temporalfailover.outside.Page;
import dev.temporalfailover.outside.PageReads;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** In the service Quarkus makes the guards, in plain tests the library's standalone part does: both must work. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class GuardsTest {

    @Test
    void tokensAreChecked() {
        GuardedCheck check = new GuardedCheck(
                (token, path) -> TokenAnswer.allowed("ann"),
                Duration.ZERO,
                TestClock.of(() -> Duration.ZERO),
                line -> {});
        assertEquals(TokenAnswer.allowed("ann"), check.check("t", "/api/v1/failover"));
    }

    @Test
    void pagesAreRead() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Duration ample = Duration.ofSeconds(60);
            PageReads reads = new PageReads("test", threads, 1, ample);
            URI nowhere = URI.create("http://127.0.0.1:" + Ports.free());
            Page<String> page = new Page<>(
                    nowhere,
                    "text/plain",
                    ample,
                    1_000,
                    body -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
            String answer = reads.read(page, problem -> problem).get();
            assertTrue(answer.startsWith("gave no answer: "), answer);
        } finally {
            threads.shutdownNow();
        }
    }
}
