package dev.temporalfailover.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of small JVMs: this process's own {@code java}, serial collector, first compiler only. */
public final class Java {
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private Java() {}

    /** Runs a class of this process's own class path. */
    public static List<String> command(List<String> options, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(small(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a jar. */
    public static List<String> jar(List<String> options, Path jar) {
        List<String> command = new ArrayList<>(small(options));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static List<String> small(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL);
        command.addAll(options);
        return command;
    }
}
