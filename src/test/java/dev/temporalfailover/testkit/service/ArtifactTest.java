package dev.temporalfailover.testkit.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactTest {
    private static final List<String> OPTIONS = List.of(
            "-Dquarkus.http.port=8080",
            "-Xmx64m",
            "-Xms16m",
            "-Xmn8m",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=32m",
            "-agentlib:jdwp=transport=dt_socket");

    @Test
    void aJarIsRunByThisJavaWithAllOptions() {
        Artifact jar = new Artifact(Path.of("target/quarkus-app/quarkus-run.jar"));
        List<String> command = jar.command(OPTIONS);
        assertTrue(jar.isJar());
        assertTrue(command.get(0).endsWith("java"), command.toString());
        assertTrue(command.containsAll(OPTIONS), command.toString());
        assertEquals(List.of("-jar", jar.file().toString()), command.subList(command.size() - 2, command.size()));
    }

    @Test
    void anythingElseIsStartedDirectlyWithPropertiesAndHeapOnly() {
        Artifact binary = new Artifact(Path.of("target/temporal-failover-0.1.0-runner"));
        assertFalse(binary.isJar());
        assertEquals(
                List.of(binary.file().toString(), "-Dquarkus.http.port=8080", "-Xmx64m", "-Xms16m", "-Xmn8m"),
                binary.command(OPTIONS));
    }

    @Test
    void theDaemonSetsOptionsCanAllBeGivenToBoth() {
        for (String name : List.of("a.jar", "temporal-failover")) {
            List<String> command = new Artifact(Path.of(name)).command(ShippedFlags.ofJvm());
            assertTrue(command.contains("-Xmx64m"), command.toString());
            assertTrue(command.contains("-Dsun.net.inetaddr.ttl=5"), command.toString());
        }
    }

    @Test
    void withoutThePropertyItIsTheJarOfThisBuild() {
        String before = System.clearProperty(Artifact.PROPERTY);
        try {
            assertTrue(Artifact.chosen().file().endsWith("target/quarkus-app/quarkus-run.jar"));
            System.setProperty(Artifact.PROPERTY, "/x/temporal-failover");
            assertEquals(Path.of("/x/temporal-failover"), Artifact.chosen().file());
        } finally {
            if (before == null) {
                System.clearProperty(Artifact.PROPERTY);
            } else {
                System.setProperty(Artifact.PROPERTY, before);
            }
        }
    }
}
