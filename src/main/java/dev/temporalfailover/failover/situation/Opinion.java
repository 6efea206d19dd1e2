package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The verdicts of one place on one policy: of a region's leader or of a witness. Times are {@link Moment#steady()} of the
 * instance that holds the opinion.
 *
 * @param place a region's name, or the witness's
 * @param instance the instance that sent it
 * @param words by region
 * @param epoch of the record as that place last read it
 * @param hold a person's hold in force there
 * @param takeover the takeover in force there; empty also from a version that does not report one
 * @param replication how far other regions' clusters are behind that region's; empty where none are read
 * @param cluster what that region's leader tells of its own cluster; empty also from a version that does not
 * @param at when it was true, by the age it came with
 */
public record Opinion(
        String place,
        Role role,
        String instance,
        Map<String, Word> words,
        Optional<Long> epoch,
        Optional<Held> hold,
        Optional<Told> takeover,
        Map<String, ReplicationLag> replication,
        Optional<OwnCluster> cluster,
        Duration at) {

    /** The role of the instance that sent it. */
    public enum Role {
        /** Leads its region: the words are its observers' quorum. */
        LEADER,
        /** Hears no leader of its region: the words are its own alone. */
        OBSERVER,
        WITNESS
    }

    /**
     * Its verdict on one region.
     *
     * @param since when the verdict began
     * @param judged when it was judged; the time of the opinion, from a version that does not report it
     */
    public record Word(Verdict verdict, String why, Duration since, Duration judged) {}

    /** @param until when the hold ends */
    public record Held(String owner, String reason, Duration until) {}

    /**
     * A takeover as its region reports it.
     *
     * @param from the region it took over from
     * @param epoch of the record that it stands on
     */
    public record Told(String from, long epoch) {}

    public Opinion {
        words = Map.copyOf(words);
        replication = Map.copyOf(replication);
    }

    /** An opinion of a place that tells nothing of its cluster. */
    public Opinion(
            String place,
            Role role,
            String instance,
            Map<String, Word> words,
            Optional<Long> epoch,
            Optional<Held> hold,
            Optional<Told> takeover,
            Map<String, ReplicationLag> replication,
            Duration at) {
        this(place, role, instance, words, epoch, hold, takeover, replication, Optional.empty(), at);
    }

    /** An opinion of a place that reads no replication. */
    public Opinion(
            String place,
            Role role,
            String instance,
            Map<String, Word> words,
            Optional<Long> epoch,
            Optional<Held> hold,
            Optional<Told> takeover,
            Duration at) {
        this(place, role, instance, words, epoch, hold, takeover, Map.of(), at);
    }

    /** An opinion of a place without a takeover. */
    public Opinion(
            String place,
            Role role,
            String instance,
            Map<String, Word> words,
            Optional<Long> epoch,
            Optional<Held> hold,
            Duration at) {
        this(place, role, instance, words, epoch, hold, Optional.empty(), at);
    }

    /** The same without the epoch, which is not true. */
    public Opinion withoutEpoch() {
        return new Opinion(place, role, instance, words, Optional.empty(), hold, takeover, replication, cluster, at);
    }

    /** The same verdicts, without who gives them. */
    public Findings findings() {
        return new Findings(words, epoch, hold, takeover, replication, cluster, at);
    }

    /**
     * What it says of a region; UNKNOWN if nothing, or if what it says was judged more than {@code limit} before: then its judge
     * stands still, however fresh the opinion is.
     */
    public Verdict on(String region, Duration limit) {
        Word word = words.get(region);
        boolean judged = word != null && at.minus(word.judged()).compareTo(limit) <= 0;
        return judged ? word.verdict() : Verdict.UNKNOWN;
    }

    /** True if it is no older than {@code limit}. */
    public boolean fresh(Duration limit, Duration now) {
        return now.minus(at).compareTo(limit) <= 0;
    }
}
