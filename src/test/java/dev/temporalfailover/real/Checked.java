package dev.temporalfailover.real;

import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.stand.Frontend;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;

/** Follows what DNS goes by for records with a health check: nobody writes anything when that changes. */
final class Checked implements AutoCloseable {
    private static final long STEP_MILLIS = 50;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread follower = new Thread(task, "checked");
        follower.setDaemon(true);
        return follower;
    });
    private final Future<?> running;

    Checked(Route53Emulator route53, Map<String, String> checks, Scoreboard board) {
        running = thread.scheduleAtFixedRate(
                () -> checks.forEach((racer, check) ->
                        board.serves(racer, route53.healthy(check) ? ZoneSteps.EAST : ZoneSteps.WEST)),
                0,
                STEP_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** A TCP check of a Temporal: Route 53 has none that speaks gRPC. Answers its id. */
    static String create(Route53Emulator route53, Host host, int interval, int threshold) {
        AwsBasicCredentials key = AwsBasicCredentials.create(route53.accessKeyId(), route53.secretAccessKey());
        try (Route53Client client = Route53Client.builder()
                .endpointOverride(route53.apiEndpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(StaticCredentialsProvider.create(key))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            return client.createHealthCheck(
                            r -> r.callerReference("race-" + interval).healthCheckConfig(c -> c.type("TCP")
                                    // Route 53 refuses private addresses, but not names of them.
                                    .fullyQualifiedDomainName(host.address())
                                    .port(Frontend.PORT)
                                    .requestInterval(interval)
                                    .failureThreshold(threshold)))
                    .healthCheck()
                    .id();
        }
    }

    /** Whether it follows still. */
    boolean alive() {
        return !running.isDone();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
