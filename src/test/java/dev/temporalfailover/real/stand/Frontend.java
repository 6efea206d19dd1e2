package dev.temporalfailover.real.stand;

import dev.temporalfailover.real.Ground;
import dev.temporalfailover.real.Http;
import dev.temporalfailover.sandbox.Children;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A region's real Temporal server; killed, stopped where it is, and started again at its address. Its data dies with it. */
public final class Frontend {
    /** Where it listens, behind the region's gateway. */
    public static final int PORT = 17_233;

    private static final int HTTP = 17_243;
    private static final Duration READY = Duration.ofSeconds(120);

    private final Ground ground;
    private final Host host;
    private final List<String> options;
    private final Path log;
    private Process process;

    /** @param settings dynamic configuration, for example {@code frontend.rps=100} */
    public Frontend(Ground ground, Host host, List<String> settings) {
        this.ground = ground;
        this.host = host;
        this.options = new ArrayList<>();
        settings.forEach(setting -> options.addAll(List.of("--dynamic-config-value", setting)));
        this.log = ground.directory().resolve("temporal-" + host.name() + ".log");
    }

    /** Starts it; does not wait. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ground.venv("temporal").toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "0.0.0.0",
                "--port",
                String.valueOf(PORT),
                "--http-port",
                String.valueOf(HTTP),
                "--log-level",
                "error"));
        command.addAll(options);
        process = ground.children().start(host.inside(command), Map.of(), log);
    }

    /** Waits until it answers. */
    public void awaitReady() throws IOException, InterruptedException {
        Http.await(URI.create("http://" + host.seen() + ":" + HTTP + "/api/v1/system-info"), READY, process, log);
    }

    /** As a power cut would. */
    public void kill() {
        Children.kill(process);
    }

    /** It keeps its connections, accepts new ones, and answers nothing until it may go on. */
    public void hang(boolean stop) throws IOException, InterruptedException {
        Signals.send(process, stop ? "STOP" : "CONT");
    }
}
