package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.outside.Line;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Compares this machine's clock with the API server's, by the Date of an answer. Times that others read (the epoch record,
 * ends of holds) come from this machine, and AWS refuses requests whose time is wrong by five minutes.
 */
public final class ServerClock {
    /** A Date has whole seconds, and an answer takes a while. */
    static final Duration ALLOWED = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final Duration timeout;
    private final Clock clock;

    /**
     * @param client stays the caller's
     * @param timeout of the call
     */
    public ServerClock(KubernetesClient client, Duration timeout, Clock clock) {
        this.client = client;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** A fault if the clocks differ by more than {@link #ALLOWED}; none if the server cannot be asked, which other calls tell. */
    public List<DryCall> ask() {
        HttpClient http = client.getHttpClient();
        Instant sent = clock.wall();
        CompletableFuture<HttpResponse<String>> call = http.sendAsync(
                http.newHttpRequestBuilder()
                        .uri(URI.create(client.getMasterUrl() + "version"))
                        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .build(),
                String.class);
        try {
            String date = call.get(timeout.toMillis(), TimeUnit.MILLISECONDS).header("Date");
            return date == null ? List.of() : compare(sent, clock.wall(), server(date));
        } catch (ExecutionException | TimeoutException | DateTimeException unknown) {
            call.cancel(true);
            return List.of();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static Instant server(String date) {
        return ZonedDateTime.parse(Line.of(date, 100), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
    }

    /** The server's time lies between those of question and answer, if both clocks are right. */
    static List<DryCall> compare(Instant sent, Instant answered, Instant server) {
        Duration ahead = Duration.between(server, sent);
        Duration behind = Duration.between(answered, server);
        boolean isAhead = ahead.compareTo(ALLOWED) > 0;
        if (!isAhead && behind.compareTo(ALLOWED) <= 0) {
            return List.of();
        }
        String text = "this machine's clock is " + (isAhead ? ahead : behind).toSeconds() + " s "
                + (isAhead ? "ahead of" : "behind") + " the Kubernetes API server's";
        return List.of(DryCall.of(ReadinessReason.CLOCK, text));
    }
}
