package dev.temporalfailover.bench;

import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Time from starting the process to the arrival of its first GetSystemInfo, and the AOT cache that shortens it. */
final class Start {
    private static final Duration TRAINING = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Jvm jvm;
    private final String kubernetes;
    private final Path directory;

    Start(Jvm jvm, String kubernetes, Path directory) {
        this.jvm = jvm;
        this.kubernetes = kubernetes;
        this.directory = directory;
    }

    /** Makes the cache as {@code native/train.sh} does: a run with the shipped training file, ended by SIGTERM. */
    Path train() throws IOException, InterruptedException {
        Path cache = directory.resolve("app.aot");
        Files.deleteIfExists(cache);
        String config = Files.readString(Path.of("native/training.yaml"))
                .replace("7233", String.valueOf(Ports.free()))
                .replace("7234", String.valueOf(Ports.free()));
        Path log = directory.resolve("training.log");
        try (Zone zone = new Zone(directory);
                Packaged service = start(
                        List.of("-XX:AOTCacheOutput=" + cache),
                        config.replace("leadership:", zone.config() + "leadership:"),
                        log)) {
            Thread.sleep(TRAINING.toMillis());
            service.process().terminate();
        }
        if (!Files.exists(cache)) {
            throw new IOException("the training run left no cache, see " + log);
        }
        return cache;
    }

    /** Seconds of each of so many starts. */
    double[] seconds(List<String> options, int times) throws IOException, InterruptedException {
        double[] seconds = new double[times];
        for (int i = 0; i < times; i++) {
            seconds[i] = once(options);
        }
        return seconds;
    }

    private double once(List<String> options) throws IOException, InterruptedException {
        AtomicLong first = new AtomicLong();
        int east = Ports.free();
        int west = Ports.free();
        List<InetSocketAddress> addresses =
                List.of(new InetSocketAddress("127.0.0.1", east), new InetSocketAddress("127.0.0.1", west));
        try (Zone zone = new Zone(directory);
                StandIn server = new StandIn(addresses, () -> first.compareAndSet(0, System.nanoTime()))) {
            long begun = System.nanoTime();
            try (Packaged service =
                    start(options, Configs.endpoints(20, east, west, zone.config()), directory.resolve("start.log"))) {
                Poll.until(PATIENCE, "the first probe at " + server, () -> {
                    // Throws if the service has ended.
                    service.process().cpu();
                    return first.get() != 0;
                });
            }
            return (first.get() - begun) / 1e9;
        }
    }

    private Packaged start(List<String> options, String config, Path log) throws IOException {
        return Packaged.start(jvm, options, config, kubernetes, log);
    }
}
