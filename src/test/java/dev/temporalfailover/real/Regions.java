package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.real.stand.Drills;
import dev.temporalfailover.real.stand.Network;
import dev.temporalfailover.sandbox.Java;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Path resolver = ground.directory().resolve("resolv.conf");
        Files.writeString(resolver, "nameserver " + Network.THIRD.address() + "\n");
        List<String> command = new ArrayList<>(
                List.of("bash", ground.scripts().resolve("inside.sh").toString(), resolver.toString()));
        command.addAll(Java.command(
                List.of("-Xmx384m", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"),
                Drills.class.getName(),
                ground.directory().toString(),
                ground.scripts().toString(),
                ground.cache().toString(),
                ground.jar().toString()));
        String drills = System.getProperty("drill", "");
        if (!drills.isBlank()) {
            command.addAll(List.of(drills.split(",")));
        }
        Process process = new ProcessBuilder(command).inheritIO().start();
        Thread hook = new Thread(process::destroyForcibly, "end-regions");
        Runtime.getRuntime().addShutdownHook(hook);
        int exit = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(hook);
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
