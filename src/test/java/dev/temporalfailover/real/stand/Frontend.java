package dev.temporalfailover.real.stand;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.stand.clients.Clusters;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A region's real Temporal server; killed, stopped where it is, and started again at its address with its data. */
public final class Frontend {
    /** Where it listens, behind the region's gateway. */
    public static final int PORT = 17_233;

    private static final int HTTP = 17_243;
    private static final Duration READY = Duration.ofSeconds(120);

    private final Listens listens;
    private final Daemon daemon;

    /**
     * Where it listens.
     *
     * @param bind address of gRPC and HTTP
     * @param seen where the stand finds that
     * @param grpc port
     * @param http port of the HTTP API
     * @param more options of what else it serves
     */
    public record Listens(String bind, String seen, int grpc, int http, List<String> more) {}

    /** @param settings dynamic configuration, for example {@code frontend.rps=100} */
    public Frontend(Ground ground, Host host, List<String> settings) {
        this(ground, host, new Listens("0.0.0.0", host.seen(), PORT, HTTP, List.of("--headless")), settings);
    }

    /** The same at other addresses. */
    public Frontend(Ground ground, Host host, Listens listens, List<String> settings) {
        this.listens = listens;
        List<String> command = new ArrayList<>(
                List.of(ground.venv("temporal").toString(), "server", "start-dev", "--ip", listens.bind()));
        command.addAll(List.of("--port", String.valueOf(listens.grpc())));
        command.addAll(List.of("--http-port", String.valueOf(listens.http())));
        command.addAll(listens.more());
        command.addAll(List.of("--log-level", "error"));
        // Without a file it would be another cluster, with another id, after each start.
        command.addAll(List.of(
                "--db-filename",
                ground.directory().resolve("temporal-" + host.name() + ".db").toString()));
        settings.forEach(setting -> command.addAll(List.of("--dynamic-config-value", setting)));
        daemon = new Daemon(
                ground, host, command, Map.of(), ground.directory().resolve("temporal-" + host.name() + ".log"));
    }

    /** Starts it unless it runs; does not wait. */
    public void start() throws IOException {
        daemon.start();
    }

    /** Waits until it answers. */
    public void awaitReady() throws IOException, InterruptedException {
        URI info = URI.create("http://" + listens.seen() + ":" + listens.http() + "/api/v1/system-info");
        Http.await(info, READY, daemon.process(), daemon.log());
    }

    /** The id of its cluster. */
    String clusterId(Duration limit) {
        return Clusters.id(listens.seen(), listens.grpc(), limit);
    }

    /** Its process as it was started last. */
    public Process process() {
        return daemon.process();
    }

    /** As a power cut would. */
    public void kill() {
        daemon.kill();
    }

    /** It keeps its connections, accepts new ones, and answers nothing until it may go on. */
    public void hang(boolean stop) throws IOException, InterruptedException {
        daemon.frozen(stop);
    }
}
