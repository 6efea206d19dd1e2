package dev.temporalfailover.real.stand;

import dev.temporalfailover.real.ground.Http;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files of objects, applied on the server's side as {@code kubectl apply --server-side} does. */
final class Manifests {
    private static final Duration ESTABLISHED = Duration.ofSeconds(60);
    private static final String DEFINITION = "CustomResourceDefinition";

    private Manifests() {}

    /** The objects of a file, as they are written: no model drops a field. */
    static List<GenericKubernetesResource> read(KubernetesClient client, String yaml) {
        List<GenericKubernetesResource> objects = new ArrayList<>();
        for (String document : yaml.split("(?m)^---\\s*$")) {
            boolean blank = document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
            if (!blank) {
                objects.add(client.getKubernetesSerialization().unmarshal(document, GenericKubernetesResource.class));
            }
        }
        return objects;
    }

    /** Applies a file, definitions first, and waits until these are established. */
    static void apply(KubernetesClient client, Path file) throws IOException, InterruptedException {
        List<GenericKubernetesResource> objects = read(client, Files.readString(file));
        List<String> definitions = new ArrayList<>();
        for (GenericKubernetesResource object : objects) {
            if (object.getKind().equals(DEFINITION)) {
                definitions.add(apply(client, object));
            }
        }
        for (String definition : definitions) {
            if (!Http.within(ESTABLISHED, () -> established(client, definition))) {
                throw new IOException(definition + " is not established within " + ESTABLISHED);
            }
        }
        for (GenericKubernetesResource object : objects) {
            if (!object.getKind().equals(DEFINITION)) {
                apply(client, object);
            }
        }
    }

    /** Applies every YAML file of a directory. */
    static void applyAll(KubernetesClient client, Path directory) throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            apply(client, file);
        }
    }

    /** Creates a namespace unless it is there. */
    static void namespace(KubernetesClient client, String name) {
        apply(
                client,
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build());
    }

    private static String apply(KubernetesClient client, HasMetadata object) {
        return client.resource(object)
                .fieldManager("stand")
                .forceConflicts()
                .serverSideApply()
                .getMetadata()
                .getName();
    }

    private static boolean established(KubernetesClient client, String name) {
        CustomResourceDefinition definition = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .get();
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }
}
