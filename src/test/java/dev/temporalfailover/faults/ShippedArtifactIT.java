package dev.temporalfailover.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is shipped carries no stand-in and no test. */
class ShippedArtifactIT {
    private static final Path CLASSES = Path.of("target", "classes");

    @Test
    void ourOwnClassesInTheArtifactAreThoseOfTheMainSourcesAndNoOthers() throws IOException {
        Set<String> shipped = new TreeSet<>();
        for (Path jar : jars()) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                Collections.list(zip.entries()).stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.startsWith("dev/temporalfailover/") && name.endsWith(".class"))
                        // Made by Quarkus while it builds: proxies and producers of our beans.
                        .filter(name -> !name.contains("_"))
                        .map(name -> name.replaceFirst("(\\$.*)?\\.class$", ""))
                        .forEach(shipped::add);
            }
        }
        Set<String> sources;
        try (Stream<Path> files = Files.walk(CLASSES)) {
            sources = files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> CLASSES.relativize(file).toString().replace('\\', '/'))
                    .map(name -> name.replaceFirst("\\.class$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertTrue(shipped.size() > 100, "only " + shipped.size() + " classes found");
        shipped.removeAll(sources);
        assertEquals(Set.of(), shipped);
    }

    @Test
    void noLibraryOfTheTestsIsShipped() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path jar : jars()) {
            String name = jar.getFileName().toString();
            if (Stream.of(
                            "mockwebserver",
                            "mock-server",
                            "temporal-testing",
                            "temporal-test-server",
                            "junit",
                            "jqwik",
                            "awaitility",
                            "archunit",
                            "rest-assured",
                            "jmh",
                            "server-mock")
                    .anyMatch(name::contains)) {
                found.add(name);
            }
        }
        assertEquals(List.of(), found);
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(Service.packaged())) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }
}
