package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.ConfigException;
import dev.temporalfailover.config.settings.Node;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.YamlTree;
import dev.temporalfailover.outside.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
     * @param env {@code TEMPORAL_FAILOVER_REGION}, {@code _WITNESS}, {@code _INSTANCE} and {@code _ADDRESS} win over the
     *     file (an empty value counts as none); {@code HOSTNAME} is the instance's name otherwise
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
        // The others' secrets are not a canary client's; its own files are named when they are used.
        boolean canary = ProcessIdentity.isCanary(env);
        Section root = Section.root(tree, ConfigFile.SHAPE, problems, name -> !canary && !readable.test(Path.of(name)));
        ConfigFile found = ConfigFile.read(root);
        ProcessIdentity self = ProcessIdentity.read(root, found, env, problems);
        found.check(self);
        problems.throwIfAny();
        return found.seenFrom(self);
    }

    private static String text(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw wrong(file, "there is no such file");
        } catch (AccessDeniedException e) {
            throw wrong(file, "this process may not read it");
        } catch (IOException e) {
            throw wrong(file, Files.isDirectory(file) ? "is a directory; the file in it is needed" : Line.root(e));
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
