package dev.temporalfailover.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads the configuration file. Anything wrong with it refuses, with every error at once. */
public final class ConfigLoader {
    /** Far above any sensible file; a ConfigMap holds 1 MiB. */
    static final int MAX_BYTES = 256 * 1024;

    private ConfigLoader() {}

    /**
     * The configuration of this instance.
     *
     * @param file YAML, at most 256 KiB
     * @param env {@code TEMPORAL_FAILOVER_REGION} and {@code TEMPORAL_FAILOVER_INSTANCE} win over the file (an empty
     *     value counts as none); {@code HOSTNAME} is the instance's name otherwise
     * @throws ConfigException naming everything that is wrong
     */
    public static Config load(Path file, Map<String, String> env) {
        return load(file, env, path -> Files.isRegularFile(path) && Files.isReadable(path));
    }

    /**
     * The same with another look at the files that settings name.
     *
     * @param readable whether a named file is there and can be read
     */
    public static Config load(Path file, Map<String, String> env, Predicate<Path> readable) {
        Problems problems = new Problems();
        Node tree = YamlTree.read(text(file), problems);
        if (tree == null) {
            problems.throwIfAny();
        }
        Section root = Section.root(tree, ConfigFile.SHAPE, problems, name -> !readable.test(Path.of(name)));
        ConfigFile found = ConfigFile.read(root);
        String region = region(root, found, env, problems);
        String instance = instance(root, found, env, problems);
        problems.throwIfAny();
        return found.seenFrom(region, instance);
    }

    private static String region(Section root, ConfigFile found, Map<String, String> env, Problems problems) {
        List<String> names = found.regions().stream()
                .map(Regions.Region::name)
                .filter(n -> n != null)
                .toList();
        String given = env.getOrDefault("TEMPORAL_FAILOVER_REGION", "");
        String region = given.isEmpty() ? found.region() : given;
        if (region == null && !root.has(ConfigFile.REGION)) {
            root.wrong(ConfigFile.REGION, "is missing, and so is TEMPORAL_FAILOVER_REGION in the environment");
        } else if (region != null && !names.contains(region)) {
            String place = given.isEmpty() ? "region" : "TEMPORAL_FAILOVER_REGION";
            String what = Problems.quoted(region) + " is not one of regions: " + String.join(", ", names);
            problems.add(place, 0, what);
        }
        return region;
    }

    private static String instance(Section root, ConfigFile found, Map<String, String> env, Problems problems) {
        String given = env.getOrDefault("TEMPORAL_FAILOVER_INSTANCE", "");
        String place = given.isEmpty() ? "HOSTNAME" : "TEMPORAL_FAILOVER_INSTANCE";
        if (given.isEmpty() && root.has(ConfigFile.INSTANCE)) {
            return found.instance();
        }
        String name = given.isEmpty() ? env.getOrDefault("HOSTNAME", "") : given;
        if (name.isEmpty()) {
            root.wrong(
                    ConfigFile.INSTANCE,
                    "is missing, and so are TEMPORAL_FAILOVER_INSTANCE and HOSTNAME in the environment");
            return null;
        }
        try {
            return Types.INSTANCE.parse().apply(name);
        } catch (IllegalArgumentException e) {
            problems.add(place, 0, Problems.quoted(name) + " is not allowed; allowed: " + Types.INSTANCE.allowed());
            return null;
        }
    }

    private static String text(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw wrong(file, "cannot be read: " + e.getClass().getSimpleName());
        }
        if (bytes.length > MAX_BYTES) {
            throw wrong(file, "is larger than " + MAX_BYTES / 1024 + " KiB");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw wrong(file, "is not UTF-8 text");
        }
    }

    private static ConfigException wrong(Path file, String what) {
        return new ConfigException(List.of(Problems.quoted(file.toString()) + ": " + what));
    }
}
