package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The shipped example, edited and loaded. Files that exist only in a cluster count as there. */
final class Shipped {
    static final Path FILE = Path.of("deploy/base/config.yaml");
    static final Map<String, String> ENV = Map.of(
            "TEMPORAL_FAILOVER_REGION", "us-east-1", "HOSTNAME", "pod-abc", "TEMPORAL_FAILOVER_ADDRESS", "10.0.0.7");

    private Shipped() {}

    static String text() {
        return text(FILE);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The example with an edit; fails if there is nothing to edit. */
    static String with(String before, String after) {
        return edit(text(), before, after);
    }

    static String edit(String text, String before, String after) {
        if (!text.contains(before)) {
            throw new IllegalArgumentException("the shipped example does not contain: " + before);
        }
        int at = text.indexOf(before);
        return text.substring(0, at) + after + text.substring(at + before.length());
    }

    static Config load(String text) {
        return load(text, ENV, path -> true);
    }

    static Config load(String text, Map<String, String> env, Predicate<Path> readable) {
        try {
            Path file = Files.createTempFile("config", ".yaml");
            try {
                // Not writeString: it refuses half a surrogate pair, which a mutation may leave.
                Files.write(file, text.getBytes(StandardCharsets.UTF_8));
                return ConfigLoader.load(file, env, readable);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The errors of a file that is wrong. */
    static List<String> errors(String text) {
        return errors(text, ENV, path -> true);
    }

    static List<String> errors(String text, Map<String, String> env, Predicate<Path> readable) {
        try {
            load(text, env, readable);
        } catch (ConfigException e) {
            return e.errors();
        }
        return List.of();
    }
}
