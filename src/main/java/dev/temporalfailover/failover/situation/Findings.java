package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an instance finds on one policy. It is an {@link Opinion} once it is known whose it is. Times are
 * {@link Moment#steady()} of the instance that holds it.
 *
 * @param words by region
 * @param epoch of the record as it was last read
 * @param hold a person's hold in force
 * @param takeover which region it has taken over from
 * @param replication how far other regions' clusters are behind this one's
 * @param cluster what a leader tells of its own region's cluster
 * @param at when it was true
 */
public record Findings(
        Map<String, Opinion.Word> words,
        Optional<Long> epoch,
        Optional<Opinion.Held> hold,
        Optional<Opinion.Told> takeover,
        Map<String, ReplicationLag> replication,
        Optional<OwnCluster> cluster,
        Duration at) {
    public Findings {
        words = Map.copyOf(words);
        replication = Map.copyOf(replication);
    }

    /** Findings of one that tells nothing of its cluster. */
    public Findings(
            Map<String, Opinion.Word> words,
            Optional<Long> epoch,
            Optional<Opinion.Held> hold,
            Optional<Opinion.Told> takeover,
            Map<String, ReplicationLag> replication,
            Duration at) {
        this(words, epoch, hold, takeover, replication, Optional.empty(), at);
    }

    /** Findings of a place that reads no replication. */
    public Findings(
            Map<String, Opinion.Word> words,
            Optional<Long> epoch,
            Optional<Opinion.Held> hold,
            Optional<Opinion.Told> takeover,
            Duration at) {
        this(words, epoch, hold, takeover, Map.of(), at);
    }

    /** The same with what a leader tells of its own cluster. */
    public Findings with(Optional<OwnCluster> own) {
        return new Findings(words, epoch, hold, takeover, replication, own, at);
    }

    /**
     * True if both say the same, apart from when they say it and how they explain it. What changes with each
     * read, the lag of replication and the own cluster, is told by the next heartbeat.
     */
    public boolean agree(Findings other) {
        return epoch.equals(other.epoch)
                && takeover.equals(other.takeover)
                && hold.map(Opinion.Held::owner).equals(other.hold.map(Opinion.Held::owner))
                && hold.map(Opinion.Held::reason).equals(other.hold.map(Opinion.Held::reason))
                && verdicts().equals(other.verdicts());
    }

    private Map<String, Verdict> verdicts() {
        return words.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, word -> word.getValue()
                .verdict()));
    }
}
