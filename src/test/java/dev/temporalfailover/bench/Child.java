package dev.temporalfailover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that the benchmarks started, and what it used. It never outlives them. */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final Thread hook;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts it with both outputs in {@code log}, which is written anew. */
    static Child start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("KUBE"));
        builder.environment().putAll(environment);
        return new Child(
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    }

    /** Waits until its output has the text. */
    void awaitOutput(String text) throws IOException, InterruptedException {
        Poll.until(PATIENCE, "'" + text + "' in " + log, () -> {
            if (!process.isAlive()) {
                throw new IOException("ended with " + process.exitValue() + ", see " + log);
            }
            return Files.readString(log).contains(text);
        });
    }

    long pid() {
        return process.pid();
    }

    /** Processor time of all its threads so far. */
    Duration cpu() throws IOException {
        return process.info().totalCpuDuration().orElseThrow(() -> new IOException("it ended, see " + log));
    }

    /** Resident memory in MiB, as {@code ps} has it on Linux and macOS. */
    double residentMib() throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(process.pid())).start();
        String kib = new String(ps.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII).strip();
        return Double.parseDouble(kib) / 1024;
    }

    /** Asks it to end and waits. */
    void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("does not end, see " + log);
        }
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** Kills it at once, as a power cut would, and waits. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException ending) {
            // We are being shut down: the hook itself does it.
            assert ending != null;
        }
    }
}
