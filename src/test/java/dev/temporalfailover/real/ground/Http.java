package dev.temporalfailover.real.ground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Questions over HTTP, and bounded waiting for what has no event. */
public final class Http {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final Duration STEP = Duration.ofMillis(50);

    private Http() {}

    /** The body of a GET. Throws if the answer is not 200. */
    public static String get(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    /** The same as JSON. */
    public static JsonNode json(URI uri) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(uri));
    }

    /** Waits until a GET is answered with 200. Throws if the process ends before that. */
    public static void await(URI uri, Duration limit, Process process, Path log)
            throws IOException, InterruptedException {
        boolean answered = within(limit, () -> {
            if (!process.isAlive()) {
                throw new IOException("it ended with " + process.exitValue() + ", see " + log);
            }
            try {
                get(uri);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
        if (!answered) {
            throw new IOException(uri + " does not answer within " + limit + ", see " + log);
        }
    }

    /** True as soon as it is so, false if it is not within the limit. */
    public static boolean within(Duration limit, Callable<Boolean> so) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                if (so.call()) {
                    return true;
                }
            } catch (IOException | InterruptedException | RuntimeException known) {
                throw known;
            } catch (Exception other) {
                throw new IOException(other);
            }
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(STEP.toMillis());
        }
    }
}
