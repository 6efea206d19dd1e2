package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Basic facts of the two container files. Neither is built here: there may be no container engine. */
class ContainerImagesTest {

    @Test
    void bothRunAsTheUserOfTheDaemonSetAndOpenItsPorts() {
        for (String file : List.of("native/Dockerfile.jvm", "native/Dockerfile.native")) {
            List<String> lines = lines(file);
            assertEquals("USER 10001:10001", last(lines, "USER"), file);
            assertEquals("EXPOSE 8080 9090 7443", last(lines, "EXPOSE"), file);
            assertTrue(
                    last(lines, "ENTRYPOINT").startsWith("ENTRYPOINT [\""), file + ": signals must reach the service");
        }
    }

    @Test
    void noImageFloatsOnLatestAndTheLastStageHasNoCompiler() {
        for (String file : List.of("native/Dockerfile.jvm", "native/Dockerfile.native")) {
            List<String> from =
                    lines(file).stream().filter(l -> l.startsWith("FROM ")).toList();
            from.forEach(l -> assertTrue(l.contains(":") && !l.contains(":latest"), l));
            assertTrue(from.get(from.size() - 1).matches(".*(-jre|distroless).*"), file);
        }
    }

    @Test
    void theCacheIsMadeAndUsedWithTheSameFlags() {
        String run = Manifests.text("native/Dockerfile.jvm");
        String train = Manifests.text("native/train.sh");
        for (String flag : List.of(
                "-XX:+UseCompactObjectHeaders", "-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1", "app.aot")) {
            assertTrue(run.contains(flag) && train.contains(flag), flag);
        }
        assertEquals(
                2,
                lines("native/Dockerfile.jvm").stream()
                        .filter(l -> l.startsWith("FROM docker.io/library/eclipse-temurin:25-jre"))
                        .count());
    }

    @Test
    void theTrainingRunsConfigurationIsValidAndMovesNothing() {
        Config config = ConfigLoader.load(Path.of("native/training.yaml"), Map.of("HOSTNAME", "training"));
        assertEquals(Optional.empty(), config.leadership().lease());
        assertTrue(config.policies().stream()
                .allMatch(p -> p.dns().isEmpty() && p.routes().isEmpty()));
    }

    @Test
    void neitherCopiesMoreThanTheBuildNeeds() {
        List<String> ignored = lines(".dockerignore");
        assertTrue(ignored.contains("*"));
        assertTrue(ignored.contains("src/test"));
        assertTrue(ignored.stream()
                .filter(l -> l.startsWith("!"))
                .allMatch(l -> l.matches("!(\\.mvn|pom\\.xml|src|native)")));
    }

    private static List<String> lines(String file) {
        return Arrays.asList(Manifests.text(file).split("\n"));
    }

    private static String last(List<String> lines, String word) {
        return lines.stream()
                .filter(l -> l.startsWith(word))
                .reduce((a, b) -> b)
                .orElseThrow();
    }
}
