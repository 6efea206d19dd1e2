package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.simulation.setting.Faulty;
import dev.temporalfailover.simulation.setting.Mutation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The one hosted zone: weighted records and epoch record, changed by atomic batches that name the exact old values. */
public final class Zone {
    private final World world;
    private final Map<String, Integer> first;
    private Map<String, Integer> weights;
    private Optional<EpochRecord> epoch;
    private Map<String, Integer> resolved;
    private long lastCommit;
    private int changes;
    private final Map<String, Long> insync = new HashMap<>();
    /** Regions whose way to the API is dead. */
    public final Faulty dead = new Faulty();

    public final Faulty throttled = new Faulty();
    public final Faulty losesAnswers = new Faulty();
    public final Faulty late = new Faulty();
    public final List<Commit> history = new ArrayList<>();

    /** What stands in the zone at one time. */
    public record Content(Map<String, Integer> weights, Optional<EpochRecord> epoch) {}

    /** One change that was applied. */
    public record Commit(long at, Content before, EpochRecord after, Sent sent) {}

    /**
     * A batch with what its writer knew when it sent it.
     *
     * @param watched since when the writer had read the zone without a longer break
     */
    public record Sent(long at, Instance writer, int generation, Step step, Content read, long watched, View view) {

        /** The region that carried the traffic. */
        public String left() {
            return read.epoch().map(EpochRecord::active).orElse("");
        }

        /** The region that is given traffic. */
        public String target() {
            return step.after().entrySet().stream()
                    .filter(after -> after.getValue() > step.before().getOrDefault(after.getKey(), 0))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(step.record().active());
        }

        /** True if the target had no traffic before. */
        public boolean firstStep() {
            return step.before().getOrDefault(target(), 0) == 0;
        }
    }

    Zone(World world, EpochRecord first, boolean adopted) {
        this.world = world;
        this.first = first.weights();
        this.weights = first.weights();
        this.epoch = adopted ? Optional.of(first) : Optional.empty();
        this.resolved = weights;
    }

    public Content content() {
        return new Content(weights, epoch);
    }

    public Map<String, Integer> weights() {
        return weights;
    }

    public Optional<EpochRecord> epoch() {
        return epoch;
    }

    public boolean ours() {
        return epoch.isPresent() && epoch.get().weights().equals(weights);
    }

    public long lastCommit() {
        return lastCommit;
    }

    /** The batch arrives. The change's id, or empty where the old values are not these. */
    Optional<String> change(Sent sent) {
        boolean same = sent.read().equals(content());
        if (!same && world.options.mutation() != Mutation.UPSERT_INSTEAD_OF_COMPARE) {
            world.timeline.say("route53", "refuses the batch of %s: %s", sent.writer(), sent.step());
            return Optional.empty();
        }
        Commit commit = new Commit(world.time.now(), content(), sent.step().record(), sent);
        weights = sent.step().after();
        epoch = Optional.of(sent.step().record());
        lastCommit = world.time.now();
        history.add(commit);
        String id = "/change/C" + ++changes;
        long propagation = 1_000 + world.random.nextInt(60_000);
        insync.put(id, lastCommit + propagation);
        Map<String, Integer> visible = weights;
        world.time.after(propagation + world.random.nextInt(60_000), () -> resolved = visible);
        world.timeline.say(
                "route53",
                "%s by %s: %s %s",
                id,
                sent.writer(),
                sent.step(),
                sent.step().record().reason());
        world.checks().committed(commit);
        return Optional.of(id);
    }

    boolean inSync(String id) {
        return insync.getOrDefault(id, 0L) <= world.time.now();
    }

    Map<String, Double> shares() {
        Map<String, Double> shares = new TreeMap<>();
        double sum = resolved.values().stream().mapToInt(Integer::intValue).sum();
        resolved.forEach((region, weight) -> shares.put(region, weight / sum));
        return shares;
    }

    /** Somebody else writes the weights. */
    public void edited(Map<String, Integer> by) {
        weights = Map.copyOf(by);
        resolved = weights;
    }

    /** A person puts back what the epoch record says, or what was there before there was one. */
    public void repaired() {
        edited(epoch.map(EpochRecord::weights).orElse(first));
    }
}
