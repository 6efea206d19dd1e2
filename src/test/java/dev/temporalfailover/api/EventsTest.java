package dev.temporalfailover.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.Verdict;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiProfile.class)
class EventsTest {
    @Inject
    FakeOperations operations;

    @TestHTTPResource("/api/v1/events")
    URL events;

    @BeforeEach
    void reset() {
        operations.reset();
    }

    @Test
    void statusesAndSignsOfLifeArriveUntilTheClientLeaves() throws IOException {
        HttpURLConnection http = (HttpURLConnection) events.openConnection();
        http.setReadTimeout(60_000);
        assertEquals(200, http.getResponseCode());
        assertTrue(http.getContentType().startsWith("text/event-stream"));
        assertEquals("no-store", http.getHeaderField("Cache-Control"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(http.getInputStream(), StandardCharsets.UTF_8));
        assertTrue(next(lines, "status").contains("\"policy\":\"" + Sample.POLICY + "\""));
        await().atMost(Duration.ofSeconds(60)).until(() -> operations.listeners.size() == 1);
        operations.publish(Sample.status(Sample.POLICY, Verdict.DOWN, Verdict.HEALTHY, Sample.EAST, List.of()));
        assertTrue(next(lines, "status").contains("\"decision\":\"refuse\""));
        assertTrue(next(lines, "alive").contains("\"policies\":[]"));
        http.disconnect();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            // A client that is gone is found out when something is written.
            operations.publish(Sample.steady());
            return operations.listeners.isEmpty();
        });
    }

    /** The data of the next event of that name. */
    private static String next(BufferedReader lines, String name) throws IOException {
        boolean found = false;
        while (true) {
            String line = lines.readLine();
            assertNotNull(line, "the stream ended");
            if (line.startsWith("event:")) {
                found = line.substring(6).trim().equals(name);
            } else if (line.startsWith("data:") && found) {
                return line.substring(5).trim();
            }
        }
    }
}
