package dev.temporalfailover.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** From the death of the active region's Temporal to the change that Route 53 accepted, and back by the API. */
final class FaultToChange {
    /** Interval x threshold + timeout + 250 ms of {@link Configs#pair}. */
    static final double BOUND = 0.5 * 2 + 0.3 + 0.25;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOKEN = "bench-operator-token";

    private final Jvm jvm;
    private final String kubernetes;
    private final Path directory;

    FaultToChange(Jvm jvm, String kubernetes, Path directory) {
        this.jvm = jvm;
        this.kubernetes = kubernetes;
        this.directory = directory;
    }

    /** Seconds of each fault and of each request to go back. */
    record Times(double[] over, double[] back) {}

    Times measure(int times) throws IOException, InterruptedException {
        int east = Ports.free();
        int west = Ports.free();
        Times found = new Times(new double[times], new double[times]);
        Path token = Files.writeString(directory.resolve("operator.token"), TOKEN + "\n");
        AtomicLong accepted = new AtomicLong();
        try (Zone zone = new Zone(directory);
                Child other = standIn(west)) {
            zone.onAccepted(change -> accepted.set(System.nanoTime()));
            Child active = standIn(east);
            String config = Configs.pair(east, west, zone.config())
                    .token("operator_token_file", token)
                    .yaml();
            Path log = directory.resolve("failover.log");
            try (Packaged service = Packaged.start(jvm, List.of(), config, kubernetes, log)) {
                Poll.until(PATIENCE, "adopted records beside " + other, zone::adopted);
                for (int i = 0; i < times; i++) {
                    awaitHealthy(service);
                    // Any phase of the probes' rhythm.
                    Thread.sleep(ThreadLocalRandom.current().nextLong(500, 1000));
                    long killed = System.nanoTime();
                    active.close();
                    Poll.until(PATIENCE, "us-west-2 to carry the traffic", () -> zone.weight("us-west-2") > 0);
                    found.over[i] = (accepted.get() - killed) / 1e9;
                    active = standIn(east);
                    awaitHealthy(service);
                    long asked = System.nanoTime();
                    service.post("/api/v1/failback", TOKEN, "{\"by\":\"bench\",\"reason\":\"repetition " + i + "\"}");
                    Poll.until(PATIENCE, "us-east-1 to carry the traffic", () -> zone.weight("us-east-1") > 0);
                    found.back[i] = (accepted.get() - asked) / 1e9;
                }
            } finally {
                active.close();
            }
        }
        return found;
    }

    private Child standIn(int port) throws IOException, InterruptedException {
        return StandInProcess.start(List.of("127.0.0.1:" + port), directory.resolve("stand-in-" + port + ".log"));
    }

    private static void awaitHealthy(Packaged service) throws IOException, InterruptedException {
        Poll.until(PATIENCE, "both regions to be healthy", () -> {
            try {
                JsonNode status = JSON.readTree(service.api("/api/v1/status").body());
                int healthy = 0;
                for (JsonNode region : status.at("/policies/0/verdicts")) {
                    healthy += region.path("verdict").asText().equalsIgnoreCase("HEALTHY") ? 1 : 0;
                }
                return healthy == Configs.REGIONS.size();
            } catch (IOException notYet) {
                return false;
            }
        });
    }
}
