package dev.temporalfailover.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No library is shipped in a version that {@code docs/vulnerabilities.md} knows to be bad. */
class KnownVulnerabilitiesIT {
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| ([\\w.-]+:[\\w.-]+) \\| (\\d[\\w.]*) \\| ((?:CVE|GHSA)-[\\w-]+) \\| \\d{4}-\\d\\d-\\d\\d \\|");
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.-]*)\\.jar");

    private record Advisory(String artifact, String good, String id) {}

    @Test
    void everyLibraryHasAtLeastTheVersionThatMendsWhatIsKnown() throws IOException {
        Map<String, String> shipped = shipped();
        List<String> bad = new ArrayList<>();
        List<Advisory> advisories = advisories();
        for (Advisory one : advisories) {
            String version = shipped.get(one.artifact());
            if (version == null) {
                bad.add(one.id() + ": " + one.artifact() + " is not shipped any more, remove the row");
            } else if (Version.parse(version).compareTo(Version.parse(one.good())) < 0) {
                bad.add(one.id() + ": " + one.artifact() + " " + version + " is below " + one.good());
            }
        }
        assertTrue(advisories.size() > 15, "only " + advisories.size() + " rows");
        assertEquals(List.of(), bad);
    }

    /** A BOM that is half in force mixes parts that were not made for each other. */
    @Test
    void allPartsOfNettyHaveOneVersion() throws IOException {
        assertEquals(
                1,
                shipped().entrySet().stream()
                        .filter(jar -> jar.getKey().startsWith("io.netty:"))
                        .map(Map.Entry::getValue)
                        .distinct()
                        .count());
    }

    private static List<Advisory> advisories() throws IOException {
        return ROW.matcher(Files.readString(Path.of("docs", "vulnerabilities.md")))
                .results()
                .map(row -> new Advisory(row.group(1), row.group(2), row.group(3)))
                .toList();
    }

    /** Versions by {@code group:artifact}; a jar of the package is named {@code group.artifact-version.jar}. */
    private static Map<String, String> shipped() throws IOException {
        List<Advisory> advisories = advisories();
        try (Stream<Path> files = Files.walk(Service.packaged().resolve("lib"))) {
            return files.map(file -> JAR.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .collect(Collectors.toMap(jar -> coordinates(jar.group(1), advisories), jar -> jar.group(2)));
        }
    }

    /** Where the group ends is not written; only of listed and of Netty's jars it matters. */
    private static String coordinates(String jar, List<Advisory> advisories) {
        return advisories.stream()
                .map(Advisory::artifact)
                .filter(artifact -> artifact.replace(':', '.').equals(jar))
                .findFirst()
                .orElse(jar.startsWith("io.netty.") ? jar.replace("io.netty.", "io.netty:") : jar);
    }
}
