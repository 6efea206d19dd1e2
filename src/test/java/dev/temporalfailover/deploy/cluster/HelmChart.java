package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the chart makes, rendered by {@code helm template}: skipped where helm is missing. No cluster is asked. */
final class HelmChart {
    static final String FOLDER = "deploy/chart";

    private final Path folder;

    HelmChart(Path folder) {
        this.folder = folder;
    }

    /** Rendered with these arguments. */
    Path template(String... more) throws IOException, InterruptedException {
        return run(command(more));
    }

    /** Rendered with these arguments of {@code --set}, and a host for the health endpoints. */
    List<JsonNode> set(String... values) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--set", "health.host=a.example.com"));
        Stream.of(values).forEach(value -> arguments.addAll(List.of("--set", value)));
        return objects(template(arguments.toArray(String[]::new)));
    }

    /** Whether helm makes something of it. */
    boolean accepts(String... more) throws IOException, InterruptedException {
        return end(command(more), folder.resolve("ignored.yaml"), folder.resolve("ignored.txt")) == 0;
    }

    Path run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".yaml");
        Path err = folder.resolve("errors.txt");
        assertEquals(0, end(command, out, err), () -> {
            try {
                return Files.readString(err);
            } catch (IOException e) {
                return command + ": " + e;
            }
        });
        return out;
    }

    private static int end(List<String> command, Path out, Path err) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertTrue(process.waitFor(10, TimeUnit.MINUTES), command + " hangs");
        return process.exitValue();
    }

    private static List<String> command(String... more) {
        List<String> command = new ArrayList<>(List.of(
                program("helm"),
                "template",
                "temporal-failover",
                FOLDER,
                "-n",
                "temporal-failover",
                "--kube-version",
                "1.34.0"));
        command.addAll(List.of(more));
        return command;
    }

    /** From the PATH, or where {@code real/install.sh} builds it. */
    static String program(String name) {
        Optional<String> found = Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                        Stream.of(System.getProperty("user.home") + "/.cache/temporal-failover-real/bin"))
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
        assumeTrue(found.isPresent(), "no " + name);
        return found.get();
    }

    static List<JsonNode> objects(Path rendered) {
        return Manifests.documents(rendered).stream()
                .map(Manifests.Document::tree)
                .filter(JsonNode::isObject)
                .toList();
    }

    static Set<String> kinds(Path rendered) {
        return objects(rendered).stream()
                .map(object -> object.path("kind").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
