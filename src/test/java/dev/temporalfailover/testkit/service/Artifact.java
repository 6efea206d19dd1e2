package dev.temporalfailover.testkit.service;

import dev.temporalfailover.testkit.Java;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The packaged service, as a jar or as a native executable, and how it is started.
 *
 * @param file absolute; what does not end in {@code .jar} is started directly
 */
public record Artifact(Path file) {
    /** Names the file to start; the jar of this build without it. */
    public static final String PROPERTY = "service.artifact";

    private static final String BUILT = "target/quarkus-app/quarkus-run.jar";

    public Artifact {
        file = file.toAbsolutePath();
    }

    /** What {@link #PROPERTY} says. */
    public static Artifact chosen() {
        String said = System.getProperty(PROPERTY, "");
        return new Artifact(Path.of(said.isBlank() ? BUILT : said));
    }

    /** False for a native executable, which has no class path, no debugger and no options of the JVM. */
    public boolean isJar() {
        return file.getFileName().toString().endsWith(".jar");
    }

    /**
     * The command line.
     *
     * @param options of the JVM; a native executable gets the properties and the sizes of the heap, the only ones it knows
     */
    public List<String> command(List<String> options) {
        if (isJar()) {
            return Java.jar(options, file);
        }
        List<String> command = new ArrayList<>(List.of(file.toString()));
        options.stream().filter(Artifact::isKnownNatively).forEach(command::add);
        return command;
    }

    private static boolean isKnownNatively(String option) {
        return option.startsWith("-D") || option.matches("-Xm[xns]\\d+[kKmMgG]?");
    }
}
