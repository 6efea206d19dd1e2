package dev.temporalfailover.real.kubernetes;

import dev.temporalfailover.real.ground.Ground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's own objects as the API server itself would take them: strictly, without storing them. */
final class ManifestCases {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern UNKNOWN = Pattern.compile("no matches for kind \"([A-Za-z]+)\"");

    /** Folders of {@code deploy/cluster} whose files are for other programs. */
    private static final Set<String> NO_OBJECTS = Set.of("falco", "kubernetes", "temporal");

    private static final List<String> NAMESPACES = List.of(
            "temporal-product",
            "temporal-ingress",
            "temporal-capture",
            "istio-system",
            "us-east-1",
            "us-west-2",
            "aws");

    private final KubernetesStage stage;

    ManifestCases(KubernetesStage stage) {
        this.stage = stage;
    }

    void run() throws IOException, InterruptedException {
        Path kubectl;
        try {
            kubectl = stage.ground().debian("kubectl");
        } catch (IOException missing) {
            stage.fact("the shipped objects are valid", false, "CANNOT find kubectl on the PATH");
            return;
        }
        Path deploy = stage.ground().scripts().resolveSibling("deploy");
        for (String directory : List.of(
                "base",
                "overlays/us-east-1",
                "overlays/us-west-2",
                "witness",
                "calico/us-east-1",
                "calico/us-west-2",
                "calico/witness")) {
            rendered(kubectl, deploy, directory);
        }
        // Its JSON files are for AWS.
        applied(kubectl, "deploy/examples", together(deploy.resolve("examples"), Set.of()));
        // A dry run stores no namespace for the objects in it.
        for (String name : NAMESPACES) {
            stage.cluster.namespace(name);
        }
        applied(kubectl, "deploy/cluster", together(deploy.resolve("cluster"), NO_OBJECTS));
        rendered(kubectl, deploy, "try");
    }

    private void rendered(Path kubectl, Path deploy, String directory) throws IOException, InterruptedException {
        Path log = stage.ground().directory().resolve(directory.replace('/', '-') + ".kustomize.log");
        Ground.Output rendered = run(
                List.of(
                        kubectl.toString(),
                        "kustomize",
                        deploy.resolve(directory).toString()),
                log);
        Path file = log.resolveSibling(directory.replace('/', '-') + ".yaml");
        Files.writeString(file, rendered.out());
        if (rendered.exit() != 0) {
            stage.fact("deploy/" + directory + " can be rendered", false, Files.readString(log));
        } else {
            applied(kubectl, "deploy/" + directory, file);
        }
    }

    /** All YAML files under a folder as one, but for those in folders of these names. */
    private Path together(Path folder, Set<String> without) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml"))
                    .filter(one ->
                            !without.contains(one.getParent().getFileName().toString()))
                    .sorted()
                    .toList()) {
                all.append("---\n").append(Files.readString(file));
            }
        }
        return Files.writeString(stage.ground().directory().resolve(folder.getFileName() + ".yaml"), all);
    }

    private void applied(Path kubectl, String name, Path objects) throws IOException, InterruptedException {
        Path log = stage.ground().directory().resolve(name.replace('/', '-') + ".apply.log");
        List<String> command = List.of(
                kubectl.toString(),
                "--server=" + stage.cluster.url(),
                "--token=" + stage.cluster.adminToken(),
                "--certificate-authority=" + stage.cluster.caFile(),
                "--cache-dir=" + log.resolveSibling("kubectl"),
                "apply",
                "--dry-run=server",
                "--validate=strict",
                "--filename=" + objects);
        Ground.Output output = run(command, log);
        TreeSet<String> unknown = new TreeSet<>();
        StringBuilder wrong = new StringBuilder();
        for (String line : Files.readAllLines(log)) {
            Matcher kind = UNKNOWN.matcher(line);
            if (kind.find()) {
                unknown.add(kind.group(1));
            } else if (!line.startsWith("ensure CRDs") && !line.startsWith("Warning: resource ")) {
                wrong.append(line).append(' ');
            }
        }
        long valid = output.out()
                .lines()
                .filter(line -> line.contains("(server dry run)"))
                .count();
        stage.fact(
                name + " is valid to the API server",
                valid > 0 && wrong.isEmpty(),
                valid + " objects" + (unknown.isEmpty() ? "" : ", unknown here: " + unknown) + " " + wrong);
    }

    private static Ground.Output run(List<String> command, Path log) throws IOException, InterruptedException {
        return Ground.run(command, Map.of("KUBECONFIG", "/dev/null"), log.getParent(), log, LIMIT);
    }
}
