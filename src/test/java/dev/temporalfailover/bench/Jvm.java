package dev.temporalfailover.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.testkit.service.ShippedFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Java that the service runs on here, with the flags that it is shipped with: those of the image's entry point and
 * of the DaemonSet, read from the files themselves.
 *
 * @param version feature release
 */
record Jvm(Path home, int version) {
    private static final int SHIPPED = 25;

    /** JDK 25 from JAVA25_HOME or where Linux and macOS keep JDKs; else the one that runs this. */
    static Jvm find() throws IOException {
        List<Path> homes = new ArrayList<>();
        if (System.getenv("JAVA25_HOME") != null) {
            homes.add(Path.of(System.getenv("JAVA25_HOME")));
        }
        for (String parent : new String[] {"/usr/lib/jvm", "/Library/Java/JavaVirtualMachines"}) {
            if (Files.isDirectory(Path.of(parent))) {
                try (Stream<Path> found = Files.list(Path.of(parent))) {
                    found.sorted().forEach(home -> homes.addAll(List.of(home, home.resolve("Contents/Home"))));
                }
            }
        }
        for (Path home : homes) {
            if (Files.isExecutable(home.resolve("bin/java")) && release(home).contains("JAVA_VERSION=\"" + SHIPPED)) {
                return new Jvm(home, SHIPPED);
            }
        }
        return new Jvm(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    private static String release(Path home) throws IOException {
        Path file = home.resolve("release");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    boolean shipped() {
        return version == SHIPPED;
    }

    String java() {
        return home.resolve("bin/java").toString();
    }

    /** All flags but the AOT cache; those that this Java does not know are left out. */
    List<String> flags() throws IOException {
        List<String> flags = new ArrayList<>(ShippedFlags.ofJvm());
        for (String flag : entryPoint()) {
            boolean known = shipped() || !flag.contains("CompactObjectHeaders");
            if (flag.startsWith("-X") && !flag.contains("AOTCache") && known && !flags.contains(flag)) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private static List<String> entryPoint() throws IOException {
        String file = Files.readString(Path.of("native/Dockerfile.jvm"));
        String array = file.substring(file.lastIndexOf("ENTRYPOINT") + "ENTRYPOINT".length())
                .replace("\\\n", " ");
        List<String> words = new ArrayList<>();
        new ObjectMapper().readTree(array).forEach(word -> words.add(word.asText()));
        return words;
    }
}
