package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.temporalfailover.deploy.Manifests.Document;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster would be sent. Skipped where {@code kubectl} is not installed; it asks no cluster. */
class RenderedTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void kubectlIsHere() {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "kubectl")));
        assumeTrue(found, "no kubectl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/overlays/us-east-1", "deploy/overlays/us-west-2", "deploy/witness"})
    void everythingRendersAndEveryReferenceIsMet(String root) throws IOException, InterruptedException {
        List<Document> objects = render(root);
        Set<String> configMaps = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (Document object : objects) {
            String name = object.tree().at("/metadata/name").asText();
            assertTrue(seen.add(object.kind() + " "
                    + object.tree().at("/metadata/namespace").asText() + " " + name));
            if (object.kind().equals("ConfigMap")) {
                configMaps.add(name);
            }
        }
        List<Document> workloads = objects.stream()
                .filter(o -> Set.of("DaemonSet", "Deployment").contains(o.kind()))
                .toList();
        for (Document workload : workloads) {
            String image =
                    workload.tree().at("/spec/template/spec/containers/0/image").asText();
            assertTrue(image.contains("/"), "no registry");
            Set<String> used = new HashSet<>();
            for (String reference : List.of("configMap", "configMapKeyRef")) {
                workload.tree()
                        .findValues(reference)
                        .forEach(c -> used.add(c.path("name").asText()));
            }
            assertEquals(configMaps, used, "with the suffix of their content");
        }
        Document instances = workloads.stream()
                .filter(o -> !o.tree().at("/metadata/name").asText().endsWith("-canary"))
                .findFirst()
                .orElseThrow();
        Document exchange = objects.stream()
                .filter(o -> o.kind().equals("Service"))
                .filter(o -> o.tree().at("/metadata/name").asText().equals("temporal-failover-exchange"))
                .findFirst()
                .orElseThrow();
        assertEquals("LoadBalancer", exchange.tree().at("/spec/type").asText());
        assertEquals(7443, exchange.tree().at("/spec/ports/0/port").asInt());
        exchange.tree()
                .at("/spec/selector")
                .properties()
                .forEach(label -> assertEquals(
                        label.getValue(),
                        instances.tree().at("/spec/template/metadata/labels").path(label.getKey())));
    }

    @Test
    void theTokenReviewIsAddedByNamingItAndChangesNothingElse() throws IOException, InterruptedException {
        List<String> without = named(render("deploy/overlays/us-east-1"));
        Path site = Files.createDirectory(folder.toRealPath().resolve("site"));
        Path deploy = site.relativize(Path.of("deploy").toRealPath());
        Files.writeString(site.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [%1$s/overlays/us-east-1]
                components: [%1$s/components/token-review]
                """.formatted(deploy));
        List<String> with = new ArrayList<>(named(render(site.toString())));
        for (String added : List.of(
                "ClusterRole temporal-failover-alerts",
                "ClusterRole temporal-failover-force",
                "ClusterRole temporal-failover-namespaces",
                "ClusterRole temporal-failover-operator",
                "ClusterRole temporal-failover-token-review",
                "ClusterRoleBinding temporal-failover-token-review")) {
            assertTrue(with.remove(added), added);
        }
        assertEquals(without, with);
    }

    /** The rights on the Deployments of workers, which no overlay has. */
    @Test
    void theRestartOfWorkersIsAddedByNamingItAndChangesNothingElse() throws IOException, InterruptedException {
        List<String> without = named(render("deploy/overlays/us-east-1"));
        Path site = Files.createDirectory(folder.toRealPath().resolve("site"));
        Path deploy = site.relativize(Path.of("deploy").toRealPath());
        Files.writeString(site.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [%1$s/overlays/us-east-1]
                components: [%1$s/components/restart-workers]
                """.formatted(deploy));
        List<String> with = new ArrayList<>(named(render(site.toString())));
        assertTrue(with.remove("Role temporal-failover-workers"));
        assertTrue(with.remove("RoleBinding temporal-failover-workers"));
        assertEquals(without, with);
    }

    private static List<String> named(List<Document> objects) {
        return objects.stream()
                .map(o -> o.kind() + " " + o.tree().at("/metadata/name").asText())
                .sorted()
                .toList();
    }

    private List<Document> render(String root) throws IOException, InterruptedException {
        Path out = folder.resolve("rendered.yaml");
        Path err = folder.resolve("errors.txt");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", root)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertTrue(kubectl.waitFor(10, TimeUnit.MINUTES), "kubectl hangs");
        assertEquals(0, kubectl.exitValue(), Files.readString(err));
        return Manifests.documents(out);
    }
}
