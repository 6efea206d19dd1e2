package dev.temporalfailover.real.stand;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.testkit.service.Artifact;
import dev.temporalfailover.testkit.service.ServiceApi;
import dev.temporalfailover.testkit.service.ServiceCommand;
import dev.temporalfailover.testkit.service.Watched;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One instance of the packaged service on a host, which knows its cluster the way a pod does. */
public final class Instance implements Watched, AutoCloseable {
    private final String place;
    private final String name;
    private final InstancePorts ports;
    private final Daemon daemon;
    private final ServiceApi http;

    /**
     * Does not start it.
     *
     * @param place its region, or the witness's name
     * @param name its own, as in Leases and epoch records
     * @param config its configuration file
     * @param cluster empty for a witness, which has none
     */
    public Instance(
            Ground ground,
            String place,
            Host host,
            String name,
            Path config,
            Optional<Access> cluster,
            InstancePorts ports) {
        this.place = place;
        this.name = name;
        this.ports = ports;
        String bind = host.name().isEmpty() ? "127.0.0.1" : "0.0.0.0";
        ServiceCommand command =
                new ServiceCommand(bind, ports.api(), ports.management(), ports.grpc(), config, name).shipped();
        cluster.ifPresentOrElse(one -> command.pod(one.cluster(), one.token(), one.ca()), command::noCluster);
        Path log = ground.directory().resolve(name + ".log");
        daemon = new Daemon(
                ground, host, new Artifact(ground.jar()).command(command.options()), command.environment(), log);
        http = new ServiceApi(
                name,
                URI.create("http://" + host.seen() + ":" + ports.api()),
                URI.create("http://" + host.seen() + ":" + ports.management()));
    }

    /**
     * As a pod whose host is its own, at the usual ports. Does not start it.
     *
     * @param options of the JVM or of the native executable
     * @param environment all of it that is not the stand's own
     */
    public Instance(
            Ground ground,
            String place,
            Host host,
            String name,
            List<String> options,
            Map<String, String> environment) {
        this.place = place;
        this.name = name;
        this.ports = InstancePorts.usual();
        Path log = ground.directory().resolve(name + ".log");
        daemon = new Daemon(ground, host, new Artifact(ground.jar()).command(options), environment, log);
        http = new ServiceApi(
                name,
                URI.create("http://" + host.seen() + ":" + ports.api()),
                URI.create("http://" + host.seen() + ":" + ports.management()));
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public String name() {
        return name;
    }

    public InstancePorts ports() {
        return ports;
    }

    /** Both of its outputs. */
    public Path log() {
        return daemon.log();
    }

    /** Its log so far. */
    public String said() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }

    /** Base of the API, on the watcher's network. */
    public URI api() {
        return http.api();
    }

    /** Base of metrics and health, on the watcher's network. */
    public URI management() {
        return http.management();
    }

    /** Starts the process unless it runs; does not wait until it is ready. */
    public void start() throws IOException {
        daemon.start();
    }

    /** Kills it at once, as a power cut would. */
    public void kill() {
        daemon.kill();
    }

    /** Stops it where it is, memory and all, or lets it go on. */
    public void paused(boolean stop) throws IOException, InterruptedException {
        daemon.frozen(stop);
    }

    public boolean alive() {
        return daemon.alive();
    }

    /** True if it says that it is ready. Throws, with its log's name, if it has ended. */
    public boolean ready() throws IOException, InterruptedException {
        daemon.check();
        return http.ready();
    }

    /** Status code of a GET; 0 without an answer. */
    public int answer(URI uri) throws InterruptedException {
        return http.answer(uri);
    }

    /** GET of the API. Throws if the answer is not in the two hundreds. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return http.get(path);
    }

    /** POST of the API as an operator. Throws if the answer is not in the two hundreds. */
    public JsonNode post(String path, String token, Map<String, ?> body) throws IOException, InterruptedException {
        return http.post(path, token, body);
    }

    /** The same; whatever the answer is. */
    public HttpResponse<String> tryPost(String path, String token, Map<String, ?> body)
            throws IOException, InterruptedException {
        return http.tryPost(path, token, body);
    }

    @Override
    public void events(Consumer<JsonNode> told) throws IOException, InterruptedException {
        http.events(told);
    }

    @Override
    public double metric(String metric, String... labels) throws IOException, InterruptedException {
        return http.metric(metric, labels);
    }

    /** As a kubelet does that deletes the pod: it may say goodbye. */
    public void terminate() throws InterruptedException {
        daemon.terminate();
    }

    @Override
    public void close() {
        daemon.kill();
    }
}
