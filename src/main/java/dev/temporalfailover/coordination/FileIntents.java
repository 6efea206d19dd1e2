package dev.temporalfailover.coordination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.outside.OthersJson;
import dev.temporalfailover.outside.WatchedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Intents in a file of an instance that is the only one of its region and may have no Kubernetes: one JSON object, a policy's
 * intents as text under its name, as the ConfigMap has them. Written beside it and renamed, so that it is whole at any time.
 * Any thread.
 */
public final class FileIntents implements IntentStore {
    private static final JsonMapper JSON =
            JsonMapper.builder(OthersJson.factory().build()).build();
    private static final int LONGEST = 200;

    private final Path path;
    private final Clock clock;
    private final Runnable onChange;
    private final KnownIntents known;
    private final WatchedFile file;
    private Map<String, String> data = Map.of();
    private String failure = "it was not read yet";

    /**
     * @param path its directory must be there and may be written
     * @param clock by its wall time expired intents are dropped at each write
     * @param onChange called when intents have changed
     * @param report one line about content that cannot be read or goes beyond what is allowed
     */
    public FileIntents(Path path, Clock clock, Runnable onChange, Consumer<String> report) {
        this.path = path;
        this.clock = clock;
        this.onChange = onChange;
        this.known = new KnownIntents("the file " + path, clock, new Notices(report));
        this.file = new WatchedFile(path);
        look();
    }

    /** Reads the file; one that is not there has no intents, one that cannot be read may have a hold. */
    private synchronized void look() {
        try {
            file.read();
            data = parsed(new String(file.content(), StandardCharsets.UTF_8));
            known.take(data, "");
            failure = "";
        } catch (NoSuchFileException none) {
            data = Map.of();
            known.take(data, "");
            failure = "";
        } catch (IOException e) {
            failure = Line.root(e);
        }
    }

    private static Map<String, String> parsed(String text) throws IOException {
        Map<String, String> policies = new TreeMap<>();
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException(Line.of("not JSON: " + e.getOriginalMessage(), LONGEST), e);
        }
        if (!root.isObject()) {
            throw new IOException("no JSON object");
        }
        root.properties()
                .forEach(one -> policies.put(one.getKey(), one.getValue().toString()));
        return policies;
    }

    @Override
    public Intents read(String policy) {
        return known.of(policy);
    }

    @Override
    public synchronized boolean live() {
        if (!failure.isEmpty()) {
            look();
        }
        return failure.isEmpty();
    }

    @Override
    public synchronized String trouble(String policy) {
        return failure.isEmpty()
                ? known.trouble(policy)
                : "the file " + path + " cannot be read (" + failure + "): nothing is known of holds and requests";
    }

    /** {@inheritDoc} What was written in it by hand since counts. */
    @Override
    public Intents update(String policy, UnaryOperator<Intents> change) {
        Intents after;
        synchronized (this) {
            look();
            if (!failure.isEmpty()) {
                throw new UncheckedIOException(new IOException(trouble(policy)));
            }
            Instant now = clock.wall();
            after = change.apply(known.stored(policy, data.get(policy)).at(now)).at(now);
            Map<String, String> next = new TreeMap<>(data);
            next.put(policy, IntentsJson.write(after));
            write(next);
            look();
        }
        onChange.run();
        return after;
    }

    private void write(Map<String, String> next) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            ObjectNode root = JSON.createObjectNode();
            for (Map.Entry<String, String> one : next.entrySet()) {
                root.set(one.getKey(), JSON.readTree(one.getValue()));
            }
            Files.write(
                    fresh,
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException("the file " + path + " could not be written: " + Line.root(e), e));
        }
    }
}
