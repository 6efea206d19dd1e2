package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What one place says on one policy: a region by its leader, or a witness. Times are {@link Moment#steady()} of the
 * instance that holds the opinion.
 *
 * @param place a region's name, or the witness's
 * @param instance the instance that sent it
 * @param words by region
 * @param epoch of the record as that place last read it
 * @param hold a person's hold in force there
 * @param takeover the takeover in force there; empty also from a version that tells of none
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
        Duration at) {

    /** The role of the instance that sent it. */
    public enum Role {
        /** Leads its region: the words are its observers' quorum. */
        LEADER,
        /** Hears no leader of its region: the words are its own alone. */
        OBSERVER,
        WITNESS
    }

    /** @param since when the verdict began */
    public record Word(Verdict verdict, String why, Duration since) {}

    /** @param until when the hold ends */
    public record Held(String owner, String reason, Duration until) {}

    /**
     * A takeover as its region tells of it.
     *
     * @param from the region it took over from
     * @param epoch of the record that it stands on
     */
    public record Told(String from, long epoch) {}

    public Opinion {
        words = Map.copyOf(words);
    }

    /** An opinion of a place that has taken over from nobody. */
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

    /** What it says, whoever says it. */
    public Findings findings() {
        return new Findings(words, epoch, hold, takeover, at);
    }

    /** What it says of a region; UNKNOWN if nothing. */
    public Verdict on(String region) {
        Word word = words.get(region);
        return word == null ? Verdict.UNKNOWN : word.verdict();
    }

    /** True if it is no older than {@code limit}. */
    public boolean fresh(Duration limit, Duration now) {
        return now.minus(at).compareTo(limit) <= 0;
    }
}
