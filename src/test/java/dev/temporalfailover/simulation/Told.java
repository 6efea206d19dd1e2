package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.Opinion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one place says, in the steady time of who holds it, with when that was true in the world.
 *
 * @param origin the true time at which it was said, ms
 */
record Told(Opinion opinion, long origin) {

    /**
     * As it looks to a receiver: from ages only, as in the protocol, so that what the way took is not known.
     *
     * @param sender's steady time when it was sent
     * @param receiver's steady time when it was read
     */
    Told sent(Duration sender, Duration receiver) {
        Duration shift = receiver.minus(sender);
        Map<String, Opinion.Word> words = new HashMap<>();
        opinion.words()
                .forEach((region, word) -> words.put(
                        region,
                        new Opinion.Word(
                                word.verdict(), word.why(), word.since().plus(shift))));
        Optional<Opinion.Held> hold = opinion.hold()
                .map(h -> new Opinion.Held(h.owner(), h.reason(), h.until().plus(shift)));
        Opinion there = new Opinion(
                opinion.place(),
                opinion.role(),
                opinion.instance(),
                words,
                opinion.epoch(),
                hold,
                opinion.takeover(),
                opinion.at().plus(shift));
        return new Told(there, origin);
    }

    /** How old it truly is, ms. */
    long age(long now) {
        return now - origin;
    }
}
