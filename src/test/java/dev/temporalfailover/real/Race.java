package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The same race for all: everybody watches the same two real Temporals at once, from a third place 60 ms away, and moves a
 * record of its own in the same Route 53. A figure is a result; only a racer that does not start is a failure. Not among the
 * pieces that are played unless asked for: it takes a quarter of an hour.
 */
final class Race implements Piece {

    @Override
    public String name() {
        return "race";
    }

    @Override
    public List<String> parts() {
        return List.of("python", "monitoring", "network");
    }

    @Override
    public void run(Ground ground, Report report) throws IOException, InterruptedException {
        int exit = Inside.run(ground, Heats.class, List.of());
        Path results = ground.directory().resolve(Heats.RESULTS);
        if (Files.exists(results)) {
            for (JsonNode one : new ObjectMapper().readTree(results.toFile()).path("cases")) {
                report.add(
                        name(),
                        one.path("name").asText(),
                        one.path("ok").asBoolean(),
                        one.path("seen").asText());
            }
        }
        report.add(name(), "all heats were run", exit == 0, "exit code " + exit);
    }
}
