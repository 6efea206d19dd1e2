package dev.temporalfailover.simulation.setting;

import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one place says, in the steady time of who holds it, with when that was true in the world.
 *
 * @param origin the true time at which it was said, ms
 */
public record Told(Opinion opinion, long origin) {

    /**
     * As it looks to a receiver: from ages only, as in the protocol, so that what the way took is not known.
     *
     * @param sender's steady time when it was sent
     * @param receiver's steady time when it was read
     */
    public Told sent(Duration sender, Duration receiver) {
        Duration shift = receiver.minus(sender);
        Map<String, Opinion.Word> words = new HashMap<>();
        opinion.words()
                .forEach((region, word) -> words.put(
                        region,
                        new Opinion.Word(
                                word.verdict(),
                                word.why(),
                                word.since().plus(shift),
                                word.judged().plus(shift))));
        Optional<Opinion.Held> hold = opinion.hold()
                .map(h -> new Opinion.Held(h.owner(), h.reason(), h.until().plus(shift)));
        Map<String, ReplicationLag> replication = new HashMap<>();
        opinion.replication()
                .forEach((region, lag) -> replication.put(
                        region,
                        new ReplicationLag(
                                lag.behind(),
                                lag.shards(),
                                lag.unknown(),
                                lag.at().plus(shift))));
        Opinion there = new Opinion(
                opinion.place(),
                opinion.role(),
                opinion.instance(),
                words,
                opinion.epoch(),
                hold,
                opinion.takeover(),
                replication,
                opinion.at().plus(shift));
        return new Told(there, origin);
    }

    /** What it says of a region, whenever that was judged. */
    public Verdict says(String region) {
        Opinion.Word word = opinion.words().get(region);
        return word == null ? Verdict.UNKNOWN : word.verdict();
    }

    /** How long ago what it says of a region was truly judged, ms. */
    public long judgedAge(String region, long now) {
        Opinion.Word word = opinion.words().get(region);
        return age(now) + (word == null ? 0 : opinion.at().minus(word.judged()).toMillis());
    }

    /** How old it truly is, ms. */
    public long age(long now) {
        return now - origin;
    }
}
