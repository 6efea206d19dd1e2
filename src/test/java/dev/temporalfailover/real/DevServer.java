package dev.temporalfailover.real;

import dev.temporalfailover.sandbox.Children;
import dev.temporalfailover.sandbox.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real Temporal server that can be killed, stopped where it is, and started again on its port. */
final class DevServer {
    private static final Duration READY = Duration.ofSeconds(120);

    private final Ground ground;
    private final Path log;
    private final int port = Ports.free();
    private final int http = Ports.free();
    private final int metrics = Ports.free();
    private Process process;

    DevServer(Ground ground, String name) throws IOException {
        this.ground = ground;
        this.log = ground.directory().resolve("temporal-" + name + ".log");
    }

    int port() {
        return port;
    }

    /** Starts it and waits until it answers. */
    void start() throws IOException, InterruptedException {
        List<String> command = List.of(
                ground.venv("temporal").toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--http-port",
                String.valueOf(http),
                "--metrics-port",
                String.valueOf(metrics),
                "--log-level",
                "error");
        process = ground.children().start(command, Map.of(), log);
        Http.await(URI.create("http://127.0.0.1:" + http + "/api/v1/system-info"), READY, process, log);
    }

    void kill() {
        Children.kill(process);
    }

    /** It keeps its connections and accepts new ones, and answers nothing. */
    void hang() throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -STOP answered " + exit);
        }
    }
}
