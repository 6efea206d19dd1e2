package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.real.drills.Drills;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Drills on two regions as network namespaces, each with a real Temporal, Kubernetes API and mesh. {@code -Ddrill=NAMES}
 * plays only those. Everything runs in namespaces of its own, which end with their first process.
 */
final class Regions implements Piece {

    @Override
    public String name() {
        return "regions";
    }

    @Override
    public List<String> parts() {
        return List.of("python", "kubernetes", "mesh", "network");
    }

    @Override
    public void run(Ground ground, Report report) throws IOException, InterruptedException {
        String drills = System.getProperty("drill", "");
        int exit = Inside.run(ground, Drills.class, drills.isBlank() ? List.of() : List.of(drills.split(",")));
        Path results = ground.directory().resolve("drills.json");
        if (Files.exists(results)) {
            for (JsonNode drill : new ObjectMapper().readTree(results.toFile())) {
                boolean ok = drill.path("ok").asBoolean();
                report.add(
                        name(),
                        drill.path("drill").asText(),
                        ok,
                        ok
                                ? drill.path("stagesSeconds").toString()
                                : drill.path("why").asText());
            }
        }
        report.add(name(), "all drills were played and went well", exit == 0, "exit code " + exit);
    }
}
