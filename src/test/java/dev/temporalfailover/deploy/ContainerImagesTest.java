package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.config.ConfigLoader;
import dev.temporalfailover.testkit.service.ShippedFlags;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            assertTrue(from.get(from.size() - 1).matches(".*(distroless/base|micro-image).*"), file);
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
        assertTrue(run.contains("ENV PATH=/opt/runtime/bin:$PATH"), "trained by the runtime that is shipped");
        assertTrue(run.contains("COPY --from=train /opt/runtime /opt/runtime"));
        assertTrue(run.contains("ENTRYPOINT [\"/opt/runtime/bin/java\""));
    }

    @Test
    void theCacheIsMadeForTheAbsolutePathThatIsRunAndProvenToFit() {
        String jar = "/app/quarkus-run.jar";
        assertTrue(last(lines("native/Dockerfile.jvm"), "  \"-jar\"").contains(jar));
        String train = Manifests.text("native/train.sh");
        assertTrue(train.contains("app=${1:-/app}") && train.contains("-jar \"$app/quarkus-run.jar\""), train);
        assertTrue(train.contains("-XX:AOTMode=on \"-XX:AOTCache=$app/app.aot\""), train);
    }

    /** A build that rewrites times would else make the jar another than the one of the cache. */
    @Test
    void theJarHasTheTimeOfTheCommitBeforeItIsTrained() {
        List<String> lines = lines("native/Dockerfile.jvm");
        int touch = lines.indexOf("RUN find /app -exec touch -h -d \"@$SOURCE_DATE_EPOCH\" {} +");
        assertTrue(touch > lines.indexOf("ARG SOURCE_DATE_EPOCH=0") && touch > 1);
        assertTrue(lines.indexOf("RUN sh /training/train.sh") > touch);
        String workflow = Manifests.text(".github/workflows/images.yml");
        assertTrue(workflow.contains("SOURCE_DATE_EPOCH=$(git log -1 --pretty=%ct)"));
        assertTrue(workflow.contains("rewrite-timestamp=true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "route53"})
    void eachSaysWhatItIsAndNoStepHidesAFailure(String kind) {
        String file = Manifests.text("native/Dockerfile." + kind);
        String last = file.substring(file.lastIndexOf("\nFROM "));
        for (String label : List.of("title", "description", "source", "licenses", "base.name")) {
            assertTrue(last.contains("org.opencontainers.image." + label + "=\""), label);
        }
        String base = last.strip().split("\\s")[1];
        assertTrue(last.contains("image.base.name=\"" + base + "\""), "the base that it is built on: " + base);
        String text = file + Manifests.text("native/train.sh");
        assertFalse(text.contains("|| true") || text.contains("|| :") || text.contains("exit 0"), kind);
    }

    @Test
    void aNativeExecutableHasTheHeapAndTheLifeOfNamesThatTheDaemonSetGivesTheJvm() {
        String run = last(lines("native/Dockerfile.native"), "ENTRYPOINT");
        for (String option : ShippedFlags.ofJvm()) {
            boolean known = option.startsWith("-D") || option.startsWith("-Xmx");
            assertEquals(known, run.contains("\"" + option + "\""), option);
        }
    }

    @Test
    void whatANativeImageNeedsToKnowIsConfigured() {
        String properties = Manifests.text("src/main/resources/application.properties");
        for (String needed : List.of(
                "--initialize-at-run-time=org.xbill.DNS",
                "--initialize-at-run-time=sun.net.InetAddressCachePolicy",
                "META-INF/services/software.amazon.awssdk.http.SdkHttpService")) {
            assertTrue(properties.contains(needed), needed);
        }
        // It would replace what the properties say.
        assertTrue(!Manifests.text("native/Dockerfile.native").contains("additional-build-args"));
    }

    @Test
    void theTrainingRunsConfigurationIsValidAndMovesNothing() {
        Config config =
                ConfigLoader.load(Path.of("native/training.yaml"), Map.of("TEMPORAL_FAILOVER_INSTANCE", "training"));
        assertTrue(config.leadership().lease().isPresent(), "the Lease's classes belong to the cache");
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
