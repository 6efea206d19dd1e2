package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Report;
import dev.temporalfailover.testkit.Java;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The sandbox's story and the death of a region with the real Temporal server in both regions. */
final class RealTemporal implements Piece {
    /** Played as a process of its own, by the command that `-Psandbox` runs. */
    private static final String SANDBOX = "dev.temporalfailover.sandbox.Sandbox";

    private static final Duration LIMIT = Duration.ofMinutes(6);

    @Override
    public String name() {
        return "temporal";
    }

    @Override
    public List<String> parts() {
        return List.of("python");
    }

    @Override
    public void run(Ground ground, Report report) throws IOException, InterruptedException {
        Path server = ground.venv("temporal");
        Path version = ground.directory().resolve("version.log");
        Ground.Output says =
                Ground.run(List.of(server.toString(), "--version"), Map.of(), ground.directory(), version, LIMIT);
        report.add(
                name(),
                "the server is the real one",
                says.out().contains("Server 1."),
                says.out().strip());
        play(ground, report, server, "story", "");
        play(ground, report, server, "region-death", "region-death");
    }

    private void play(Ground ground, Report report, Path server, String scenario, String below)
            throws IOException, InterruptedException {
        Path directory = ground.directory().resolve("sandbox-" + scenario);
        List<String> options = List.of(
                "-Xmx256m",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dscenario=" + scenario,
                "-Dtemporal.binary=" + server,
                "-Dsandbox.directory=" + directory,
                "-Dservice.artifact=" + ground.jar());
        Path log = ground.directory().resolve(scenario + ".log");
        Ground.Output output = Ground.run(Java.command(options, SANDBOX), Map.of(), ground.directory(), log, LIMIT);
        List<String> lines = output.out().lines().toList();
        boolean real = lines.stream().anyMatch(line -> line.contains(server + " server start-dev"));
        String verdict = lines.stream()
                .filter(line -> line.startsWith("PASS ") || line.startsWith("FAIL "))
                .reduce((first, second) -> second)
                .orElse("no verdict, see " + log);
        report.add(name(), scenario, output.exit() == 0 && real && verdict.startsWith("PASS "), verdict);
        Path summary = directory.resolve(below).resolve("summary.json");
        if (Files.exists(summary)) {
            JsonNode all = new ObjectMapper().readTree(summary.toFile());
            report.say("        stages in seconds: " + all.path("stagesSeconds"));
            report.say("        calls of clients: " + all.path("calls"));
        }
    }
}
