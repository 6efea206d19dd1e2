package dev.temporalfailover.bench;

import dev.temporalfailover.testkit.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Prometheus' blackbox_exporter as a peer: the same question (grpc.health.v1), asked over HTTP as Prometheus does. */
final class Blackbox {
    private static final int WARM = 500;
    private static final int PROBES = 5_000;
    private static final int AT_ONCE = 8;

    private Blackbox() {}

    /** The command, under its own name or Debian's. */
    static Optional<Path> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(directory -> Stream.of("blackbox_exporter", "prometheus-blackbox-exporter")
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Milliseconds of processor time per probe. */
    static double perProbe(Path command, int target, Path directory) throws IOException, InterruptedException {
        int port = Ports.free();
        Path config = Files.writeString(directory.resolve("blackbox.yml"), """
                modules:
                  frontend:
                    prober: grpc
                    timeout: 2s
                    grpc: {service: temporal.api.workflowservice.v1.WorkflowService, preferred_ip_protocol: ip4}
                """);
        Child child = Child.start(
                List.of(command.toString(), "--config.file=" + config, "--web.listen-address=127.0.0.1:" + port),
                Map.of(),
                directory.resolve("blackbox.log"));
        try (child) {
            child.awaitOutput("istening");
            URI uri = URI.create("http://127.0.0.1:" + port + "/probe?module=frontend&target=127.0.0.1:" + target);
            ask(uri, WARM);
            Duration before = child.cpu();
            ask(uri, PROBES);
            return child.cpu().minus(before).toNanos() / 1e6 / PROBES;
        }
    }

    private static void ask(URI uri, int times) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        Semaphore free = new Semaphore(AT_ONCE);
        AtomicInteger good = new AtomicInteger();
        for (int i = 0; i < times; i++) {
            free.acquire();
            http.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .whenComplete((answer, error) -> {
                        if (error == null && answer.body().contains("\nprobe_success 1")) {
                            good.incrementAndGet();
                        }
                        free.release();
                    });
        }
        free.acquire(AT_ONCE);
        if (good.get() < times) {
            throw new IOException("blackbox_exporter: only " + good + " of " + times + " probes succeeded");
        }
    }
}
