package dev.temporalfailover.testkit.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What {@code deploy/base/daemonset.yaml} gives the service to run with, read from the file itself. */
public final class ShippedFlags {
    private static final String CONTAINER = "/spec/template/spec/containers/0";

    private ShippedFlags() {}

    /** The options of its JVM, in their order. */
    public static List<String> ofJvm() {
        for (JsonNode env : container().path("env")) {
            if (env.path("name").asText().equals("JAVA_TOOL_OPTIONS")) {
                return Arrays.asList(env.path("value").asText().strip().split("\\s+"));
            }
        }
        throw new IllegalStateException("the DaemonSet has no JAVA_TOOL_OPTIONS");
    }

    /** The limit of its memory in bytes. */
    public static long memory() {
        String limit = container().at("/resources/limits/memory").asText();
        if (!limit.endsWith("Mi")) {
            throw new IllegalStateException("not in Mi: " + limit);
        }
        return Long.parseLong(limit.substring(0, limit.length() - 2)) << 20;
    }

    private static JsonNode container() {
        try {
            return new YAMLMapper()
                    .readTree(Path.of("deploy/base/daemonset.yaml").toFile())
                    .at(CONTAINER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
