package dev.temporalfailover.emulator.temporal;

import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Java;
import dev.temporalfailover.testkit.Ports;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One region's Temporal, a process of its own so that it can be killed as a real one: the real dev server if
 * {@code temporal} is on the PATH, else Temporal's JVM test server.
 */
public final class TemporalRegion implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(50);

    private final String region;
    private final Children children;
    private final Path log;
    private final Optional<Path> binary;
    private final int port;
    private final List<Integer> otherPorts;
    private Process process;

    /** Does not start it. {@code binary} is the dev server's command, empty for the JVM test server. */
    public TemporalRegion(String region, Optional<Path> binary, Children children, Path log) throws IOException {
        this.region = region;
        this.binary = binary;
        this.children = children;
        this.log = log;
        this.port = Ports.free();
        this.otherPorts = List.of(Ports.free(), Ports.free());
    }

    /**
     * The dev server's command.
     *
     * @param given its file; empty or null for {@code temporal} on the PATH, which need not be there
     * @throws IllegalArgumentException if what was given is no command: the other server must not take its place unnoticed
     */
    public static Optional<Path> binary(String given, String path) {
        if (given == null || given.isBlank()) {
            return onPath(path);
        }
        Path file = Path.of(given).toAbsolutePath();
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new IllegalArgumentException("temporal.binary is no command: " + file);
        }
        return Optional.of(file);
    }

    /** {@code temporal} on the PATH. */
    static Optional<Path> onPath(String path) {
        return Stream.of(path == null ? "" : path)
                .flatMap(all -> Stream.of(all.split(File.pathSeparator)))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "temporal"))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    public int port() {
        return port;
    }

    String region() {
        return region;
    }

    /** Starts the process, on the same port each time. */
    public void start() throws IOException {
        process = children.start(command(), Map.of(), log);
    }

    /** Waits until it answers GetSystemInfo. */
    public void awaitReady(Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            var stub = WorkflowServiceGrpc.newBlockingStub(channel);
            while (true) {
                try {
                    stub.withDeadlineAfter(1, TimeUnit.SECONDS)
                            .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
                    return;
                } catch (StatusRuntimeException notYet) {
                    if (!process.isAlive() || System.nanoTime() > end) {
                        throw new IOException("Temporal of " + region + " does not answer, see " + log, notYet);
                    }
                    channel.resetConnectBackoff();
                    Thread.sleep(STEP.toMillis());
                }
            }
        } finally {
            channel.shutdownNow();
        }
    }

    /** Its page of metrics; the JVM test server has none. */
    public Optional<URI> metrics() {
        return binary.map(server -> URI.create("http://127.0.0.1:" + otherPorts.get(1) + "/metrics"));
    }

    /** Stops it where it stands, or lets it go on: connections stay open and nothing answers. */
    public void frozen(boolean yes) throws IOException, InterruptedException {
        String signal = yes ? "-STOP" : "-CONT";
        int exit = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill " + signal + " of Temporal of " + region + ": exit " + exit);
        }
    }

    /** Kills it without notice. */
    public void kill() {
        Children.kill(process);
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private List<String> command() {
        if (binary.isPresent()) {
            return List.of(
                    binary.get().toString(),
                    "server",
                    "start-dev",
                    "--headless",
                    "--ip",
                    "127.0.0.1",
                    "--port",
                    String.valueOf(port),
                    "--http-port",
                    otherPorts.get(0).toString(),
                    "--metrics-port",
                    otherPorts.get(1).toString(),
                    "--log-level",
                    "error");
        }
        return Java.command(List.of("-Xmx128m"), TemporalServer.class.getName(), String.valueOf(port));
    }
}
