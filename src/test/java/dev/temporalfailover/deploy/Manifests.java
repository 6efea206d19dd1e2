package dev.temporalfailover.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads what this repository ships for a cluster. Paths are from the module's root, where Maven runs tests. */
public final class Manifests {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

    private Manifests() {}

    /** One document of a file. */
    public record Document(Path file, JsonNode tree) {
        /** Its kind; empty for what is no object of Kubernetes. */
        public String kind() {
            return tree.path("kind").asText();
        }

        /** The typed model, or a generic one for kinds that fabric8 does not know. */
        public HasMetadata typed() {
            return KUBERNETES.convertValue(tree, HasMetadata.class);
        }
    }

    /** The whole file. */
    public static String text(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files under {@code root} whose name ends so. */
    public static List<Path> files(String root, String suffix) {
        try (Stream<Path> all = Files.walk(Path.of(root))) {
            return all.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All documents of a YAML file. */
    public static List<Document> documents(Path file) {
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(file))) {
            List<Document> found = new ArrayList<>();
            while (values.hasNext()) {
                found.add(new Document(file, values.next()));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    /** The first document of a YAML file. */
    public static JsonNode yaml(String path) {
        return documents(Path.of(path)).get(0).tree();
    }

    /** All Kubernetes objects under {@code root}: no kustomization, no template, no file of another program. */
    public static List<Document> objects(String root) {
        return files(root, ".yaml").stream()
                .filter(f -> !f.endsWith("kustomization.yaml") && !f.endsWith("config.yaml"))
                .filter(f -> !f.startsWith("deploy/chart"))
                .flatMap(f -> documents(f).stream())
                .filter(d -> !d.tree().path("metadata").path("name").isMissingNode())
                .toList();
    }

    /** All objects of this type under {@code root}. */
    public static <T extends HasMetadata> List<T> all(String root, Class<T> type) {
        return objects(root).stream()
                .map(Document::typed)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
