package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.traffic.route53.Snapshot.Live;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeBatch;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * The batch of a step: DELETE every set exactly as it was read, epoch record included, then CREATE them with the new
 * weights and the new epoch record. Route 53 carries out all of it or nothing and refuses a DELETE whose values are not
 * the present ones ("ChangeResourceRecordSets", API reference), so the batch is a compare-and-swap; the epoch record makes
 * sure that there is always a value that every change changes.
 */
final class ChangeBatches {

    /** The epoch record should not be cached. */
    private static final long EPOCH_TTL = 10;

    private static final int MAX_COMMENT = 256;

    private final String policy;
    private final List<String> regions;
    private final String recordName;

    ChangeBatches(String policy, List<String> regions, String recordName) {
        this.policy = policy;
        this.regions = List.copyOf(regions);
        this.recordName = recordName;
    }

    /** The batch, and the zone as it is once the batch was accepted. */
    record Built(ChangeBatch batch, Snapshot after) {}

    /** Why the step contradicts what was last read; empty if it fits. */
    String contradiction(Step step, Snapshot snapshot) {
        DnsReading read = snapshot.reading();
        long epoch = read.epoch().map(record -> record.epoch()).orElse(0L);
        if (read.state() != State.OWNED && read.state() != State.ADOPTABLE) {
            return "the records are " + read.state() + ": " + read.detail();
        }
        if (step.epochBefore() != epoch) {
            return "the step is for epoch " + step.epochBefore() + ", the zone has " + epoch;
        }
        return step.before().equals(read.weights())
                ? ""
                : "the step is for other weights than the zone has, " + read.weights();
    }

    /** Why this step must never be sent, whatever the zone has; empty if it is sound. */
    String unsound(Step step) {
        if (step.layer() != Step.Layer.DNS || !RecordName.same(step.object(), recordName)) {
            return "not a step for " + recordName;
        }
        if (step.record().epoch() != step.epochBefore() + 1) {
            return "the epoch must grow by one";
        }
        if (!step.after().equals(step.record().weights())
                || step.after().size() != regions.size()
                || !step.after().keySet().containsAll(regions)) {
            return "weights must be those of the epoch record, one for each region";
        }
        if (step.after().values().stream().anyMatch(weight -> weight < 0 || weight > 255)) {
            return "a weight is outside 0..255";
        }
        // All weights 0 would mean equal shares to Route 53, not none.
        if (step.after().getOrDefault(step.record().active(), 0) == 0) {
            return "the active region would get weight 0";
        }
        try {
            EpochText.write(step.record());
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /**
     * The batch of a step that is neither {@link #unsound} nor a {@link #contradiction}.
     *
     * @param now steady time, for the reading of the zone afterwards
     */
    Built build(Step step, Snapshot snapshot, Duration now) {
        List<Live> moved = snapshot.live().stream()
                .map(live -> new Live(live.record(), live.region(), weighted(live, step.after())))
                .toList();
        ResourceRecordSet epochSet = ResourceRecordSet.builder()
                .name(RecordName.ofEpoch(recordName) + ".")
                .type(RRType.TXT)
                .ttl(EPOCH_TTL)
                .resourceRecords(ResourceRecord.builder()
                        .value(EpochText.write(step.record()))
                        .build())
                .build();
        List<Change> changes = new ArrayList<>();
        Stream.concat(snapshot.live().stream().map(Live::set), snapshot.epochSet().stream())
                .forEach(set -> changes.add(change(ChangeAction.DELETE, set)));
        Stream.concat(moved.stream().map(Live::set), Stream.of(epochSet))
                .forEach(set -> changes.add(change(ChangeAction.CREATE, set)));
        ChangeBatch batch =
                ChangeBatch.builder().comment(comment(step)).changes(changes).build();
        DnsReading reading = new DnsReading(State.OWNED, Optional.of(step.record()), step.after(), "", now, false);
        return new Built(batch, new Snapshot(moved, Optional.of(epochSet), reading));
    }

    private String comment(Step step) {
        return Line.of(
                "temporal-failover " + policy + ": epoch " + step.epochBefore() + " to "
                        + step.record().epoch() + ", active " + step.record().active() + ", by "
                        + step.record().owner() + " (" + step.record().reason() + ")",
                MAX_COMMENT);
    }

    private static ResourceRecordSet weighted(Live live, Map<String, Integer> weights) {
        return live.set().toBuilder()
                .weight(weights.get(live.region()).longValue())
                .build();
    }

    private static Change change(ChangeAction action, ResourceRecordSet set) {
        return Change.builder().action(action).resourceRecordSet(set).build();
    }
}
