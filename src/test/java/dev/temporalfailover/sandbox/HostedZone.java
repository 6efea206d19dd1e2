package dev.temporalfailover.sandbox;

import dev.temporalfailover.sandbox.route53.AcceptedChange;
import dev.temporalfailover.sandbox.route53.EmulatorOptions;
import dev.temporalfailover.sandbox.route53.RecordSet;
import dev.temporalfailover.sandbox.route53.Route53Emulator;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hosted zone of the story: one weighted A record per region, nothing else until the service adopts it. */
final class HostedZone implements AutoCloseable {
    static final String RECORD = "temporal-api.example.com";
    static final int TTL_SECONDS = 5;
    private static final Pattern EPOCH = Pattern.compile("\\bepoch=(\\d{1,18})\\b");
    private static final Duration PROPAGATION = Duration.ofSeconds(1);

    private final Route53Emulator emulator;
    private String id = "";
    private State state = new State(Map.of(), 0);
    private BiConsumer<State, State> listener = (before, after) -> {};

    HostedZone(String accessKey, String secretKey) {
        emulator = new Route53Emulator(
                new EmulatorOptions().credentials(accessKey, secretKey).propagation(PROPAGATION));
        emulator.onAccepted(this::accepted);
    }

    /**
     * The records right after a batch.
     *
     * @param weights by region, which is the set identifier
     * @param epoch of the epoch record; 0 without one
     */
    record State(Map<String, Integer> weights, long epoch) {
        State {
            weights = Map.copyOf(weights);
        }
    }

    /** @param addresses of the regions, the one that carries the traffic first */
    void start(Map<String, String> addresses) throws IOException {
        emulator.start();
        id = emulator.createZone("example.com");
        RecordSet[] records = new RecordSet[addresses.size()];
        int i = 0;
        for (Map.Entry<String, String> entry : addresses.entrySet()) {
            int weight = i == 0 ? 100 : 0;
            records[i++] = RecordSet.weighted(RECORD, "A", entry.getKey(), weight, TTL_SECONDS, entry.getValue());
        }
        emulator.create(id, records);
    }

    /** Told of the records before and after every accepted batch from now on, before the batch is answered. */
    synchronized void onBatch(BiConsumer<State, State> told) {
        listener = told;
    }

    /** How long a batch is PENDING. */
    Duration propagation() {
        return PROPAGATION;
    }

    synchronized State state() {
        return state;
    }

    String id() {
        return id;
    }

    Route53Emulator emulator() {
        return emulator;
    }

    private synchronized void accepted(AcceptedChange batch) {
        State before = state;
        Map<String, Integer> weights = new TreeMap<>(before.weights());
        long epoch = before.epoch();
        for (AcceptedChange.Change change : batch.changes()) {
            RecordSet records = change.records();
            boolean delete = change.action() == AcceptedChange.Action.DELETE;
            if (records.type().equals("TXT")) {
                epoch = delete ? 0 : epoch(records);
            } else if (delete) {
                weights.remove(records.setIdentifier());
            } else {
                weights.put(records.setIdentifier(), records.weight().intValue());
            }
        }
        state = new State(weights, epoch);
        listener.accept(before, state);
    }

    private static long epoch(RecordSet txt) {
        Matcher matcher = EPOCH.matcher(String.join("", txt.values()));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    @Override
    public void close() throws IOException {
        emulator.close();
    }
}
