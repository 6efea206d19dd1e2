package dev.temporalfailover.real.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.temporalfailover.real.ground.Ground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Objects as a site would send them to a cluster. */
record Rendered(List<JsonNode> objects) {
    static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path DEPLOY = Path.of("deploy").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** What {@code kubectl kustomize} makes of a directory below {@code deploy}. */
    static Rendered overlay(Ground ground, String directory) throws IOException, InterruptedException {
        List<String> command = List.of(
                ground.debian("kubectl").toString(),
                "kustomize",
                DEPLOY.resolve(directory).toString());
        Path log = ground.directory().resolve("kustomize.log");
        Ground.Output output = Ground.run(command, Map.of(), ground.directory(), log, LIMIT);
        if (output.exit() != 0) {
            throw new IOException(String.join(" ", command) + " answered " + output.exit() + ", see " + log);
        }
        return new Rendered(objects(output.out()));
    }

    /** A region's examples: those of its own directory and those that both regions have. */
    static Rendered examples(String region) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (Path directory : List.of(DEPLOY.resolve("examples"), DEPLOY.resolve("examples/" + region))) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(one -> one.toString().endsWith(".yaml"))
                        .sorted()
                        .toList()) {
                    all.addAll(objects(Files.readString(file)));
                }
            }
        }
        return new Rendered(all);
    }

    /** The documents of a file. */
    static List<JsonNode> objects(String yaml) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNextValue()) {
                JsonNode one = documents.nextValue();
                if (one.isObject()) {
                    all.add(one);
                }
            }
        }
        return all;
    }

    /** The only object of this kind whose name begins so. Throws if there is none or another one. */
    JsonNode one(String kind, String name) {
        List<JsonNode> found = objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .filter(object -> name(object).startsWith(name))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " objects " + kind + " " + name);
        }
        return found.get(0);
    }

    /** The object's name. */
    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    /** Kind and name, as people speak of it. */
    static String called(JsonNode object) {
        return object.path("kind").asText() + " " + name(object);
    }
}
