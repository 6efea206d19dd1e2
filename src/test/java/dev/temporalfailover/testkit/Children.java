package dev.temporalfailover.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The processes that the sandbox starts. None outlives it: a shutdown hook kills them, and those that a killed sandbox
 * left behind are killed by the next one, found by pid and start time.
 */
public final class Children implements AutoCloseable {
    private static final Duration EXIT = Duration.ofSeconds(5);

    private final Path pids;
    private final List<Process> started = new ArrayList<>();

    /**
     * Ends what an earlier sandbox left behind.
     *
     * @param pids file that remembers what runs, one {@code pid startMillis} a line
     */
    public Children(Path pids) throws IOException {
        this.pids = pids;
        reap();
        Files.deleteIfExists(pids);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-children"));
    }

    /** Starts a process with both outputs appended to {@code log}. */
    public synchronized Process start(List<String> command, java.util.Map<String, String> environment, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.start();
        started.add(process);
        Files.writeString(pids, line(process.toHandle()) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return process;
    }

    /** Kills at once, as a power cut would, and waits until it is gone. */
    public static void kill(Process process) {
        process.destroyForcibly();
        try {
            if (!process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " does not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills all. */
    @Override
    public synchronized void close() {
        started.forEach(Process::destroyForcibly);
        started.forEach(Children::kill);
        started.clear();
    }

    private void reap() throws IOException {
        if (!Files.exists(pids)) {
            return;
        }
        for (String line : Files.readAllLines(pids)) {
            String[] parts = line.split(" ", 2);
            if (parts.length == 2 && parts[0].matches("\\d{1,10}")) {
                // A pid alone may belong to somebody else by now; pid and start time together do not.
                ProcessHandle.of(Long.parseLong(parts[0]))
                        .filter(handle -> line(handle).equals(line))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private static String line(ProcessHandle handle) {
        long start = handle.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
        return handle.pid() + " " + start;
    }
}
