package dev.temporalfailover.testkit.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One instance of the packaged service, as it is shipped, in a process of its own. */
public final class ServiceProcess implements Watched, AutoCloseable {
    private final String place;
    private final String name;
    private final Path artifact;
    private final Path config;
    private final Path log;
    private final Children children;
    private final ServiceApi api;
    private final ServiceCommand command;
    private List<String> prefix = List.of();
    private Process process;

    /**
     * Does not start it.
     *
     * @param place its region, or the witness's name
     * @param name its own
     * @param artifact a jar or an executable, see {@link Artifact}
     * @param kubernetes base of its Kubernetes API
     * @param more options of the JVM
     */
    public ServiceProcess(
            String place,
            String name,
            Path artifact,
            Path config,
            URI kubernetes,
            Children children,
            Path log,
            String... more)
            throws IOException {
        this.place = place;
        this.name = name;
        this.artifact = artifact;
        this.config = config;
        this.children = children;
        this.log = log;
        int port = Ports.free();
        int management = Ports.free();
        this.command = ServiceCommand.loopback(port, management, config, name)
                .shipped()
                .cluster(kubernetes.toString())
                .with(more);
        this.api = new ServiceApi(
                name, URI.create("http://127.0.0.1:" + port), URI.create("http://127.0.0.1:" + management));
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public String name() {
        return name;
    }

    public Path config() {
        return config;
    }

    public Path log() {
        return log;
    }

    /** Base of the API, {@code http://127.0.0.1:PORT}. */
    public URI api() {
        return api.api();
    }

    /** Base of metrics and health. */
    public URI management() {
        return api.management();
    }

    /** Words before its command line, which run it in a place of their own under the same pid; before the start. */
    public void within(List<String> words) {
        prefix = List.copyOf(words);
    }

    /**
     * Starts the process; does not wait until it is ready.
     *
     * @param only options of the JVM for this time
     */
    public void start(String... only) throws IOException {
        List<String> options = new ArrayList<>(command.options());
        options.addAll(List.of(only));
        List<String> line = new ArrayList<>(prefix);
        line.addAll(new Artifact(artifact).command(options));
        process = children.start(line, command.environment(), log);
    }

    /** Kills it at once, as a power cut would. */
    public void kill() {
        Children.kill(process);
    }

    /** Stops it where it is, memory and all, or lets it go on, as {@code kill -STOP} and {@code -CONT} do. */
    public void paused(boolean stop) throws IOException, InterruptedException {
        signal(stop ? "STOP" : "CONT");
    }

    /** Sends a signal, for example {@code TERM}, as {@code kill} of Linux and macOS does. */
    public void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + signal + " of " + name + " answered " + kill.exitValue());
        }
    }

    /** The exit code. Throws if it does not end in time. */
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit);
        }
        return process.exitValue();
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** True once it says that it is ready. */
    public boolean ready() throws InterruptedException {
        return api.ready();
    }

    /** GET of the API. Throws if the answer is not in the two hundreds. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return api.get(path);
    }

    @Override
    public void events(Consumer<JsonNode> told) throws IOException, InterruptedException {
        api.events(told);
    }

    /** POST of the API as an operator. Throws if the answer is not in the two hundreds. */
    public JsonNode post(String path, String token, Map<String, String> body) throws IOException, InterruptedException {
        return api.post(path, token, body);
    }

    /** True if a GET of the API is answered with 200 now. */
    public boolean answers(String path) throws InterruptedException {
        return api.answer(api().resolve(path)) == 200;
    }

    @Override
    public double metric(String name, String... labels) throws IOException, InterruptedException {
        return api.metric(name, labels);
    }

    @Override
    public void close() {
        if (process != null) {
            Children.kill(process);
        }
    }
}
