package dev.temporalfailover.real.stand;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.testkit.Children;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process on a host that can be killed, stopped where it is, and started again with the same command. */
public final class Daemon {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Ground ground;
    private final Host host;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private Process process;

    /** Does not start it; both of its outputs are appended to {@code log}. */
    public Daemon(Ground ground, Host host, List<String> command, Map<String, String> environment, Path log) {
        this.ground = ground;
        this.host = host;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /** Starts it unless it runs. */
    public void start() throws IOException {
        if (!alive()) {
            process = ground.children().start(host.inside(command), environment, log);
        }
    }

    public boolean alive() {
        return process != null && process.isAlive();
    }

    /** The process as it was started last. */
    public Process process() {
        return process;
    }

    /** Throws, with the log's name, if it has ended. */
    public void check() throws IOException {
        if (!alive()) {
            throw new IOException(log.getFileName() + ": it ended with "
                    + (process == null ? "nothing" : process.exitValue()) + ", see " + log);
        }
    }

    /** At once, as a power cut would; waits until it is gone. */
    public void kill() {
        if (process != null) {
            Children.kill(process);
        }
    }

    /** Asks it to end, waits as long as a kubelet would, then kills it. */
    void terminate() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        }
    }

    /** Stops it where it is, or lets it go on. */
    public void frozen(boolean stop) throws IOException, InterruptedException {
        String signal = stop ? "-STOP" : "-CONT";
        int exit = new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill " + signal + " answered " + exit + ", see " + log);
        }
    }

    public Path log() {
        return log;
    }
}
