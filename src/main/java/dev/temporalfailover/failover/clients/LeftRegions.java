package dev.temporalfailover.failover.clients;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.clients.OldConnections.LeftBy;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which regions a move has left, and how far the old connections to each are gone. A region is followed from the move that
 * left it until it carries traffic again; a move that was made more than an hour before it was first read is not followed.
 *
 * @param self the own region
 * @param record as read
 * @param takeover of the own region, in force now
 * @param down whether a region is DOWN
 * @param stays how long Temporal lets a client stay, as configured
 */
public record LeftRegions(
        String self, EpochRecord record, Optional<Takeover> takeover, Predicate<String> down, Duration stays) {
    /**
     * After one more look.
     *
     * @param last by region, as of the last look
     * @param policy its regions
     * @param held by region
     */
    public Map<String, OldConnections> look(
            Map<String, OldConnections> last, List<String> policy, Map<String, HeldConnections> held, Moment now) {
        Map<String, OldConnections> next = new LinkedHashMap<>();
        for (String region : policy) {
            HeldConnections one = held.getOrDefault(region, HeldConnections.NONE);
            Optional<LeftBy> move = left(region, one, policy.size() == 2, now);
            Optional<OldConnections> stage = Optional.ofNullable(last.get(region))
                    .or(() -> move.filter(m -> m.since().compareTo(ConnectionReport.RECENT) <= 0)
                            .map(m -> OldConnections.begin(m, stays, now)));
            move.flatMap(m -> stage.map(s -> s.look(m, one, now))).ifPresent(s -> next.put(region, s));
        }
        return next;
    }

    /** The record follows a takeover, which is the claim until then. */
    private Optional<LeftBy> left(String region, HeldConnections held, boolean two, Moment now) {
        Optional<Takeover> over = takeover.filter(t -> !record.active().equals(self) && t.epoch() == record.epoch());
        if (over.isPresent()) {
            Duration since = Duration.between(over.get().since(), now.wall());
            return over.filter(t -> t.from().equals(region))
                    .map(t -> new LeftBy(
                            region,
                            Claim.takeover(record.epoch(), self),
                            since.isNegative() ? Duration.ZERO : since,
                            down.test(region)));
        }
        // Of three regions, one that was never seen to carry traffic may not be the one that was left.
        boolean left = !record.reason().equals(EpochRecord.ADOPTED)
                && !ConnectionReport.carries(record, region)
                && (two || held.carried());
        return left
                ? Optional.of(new LeftBy(
                        region, Claim.of(record.epoch()), ConnectionReport.since(record, now), down.test(region)))
                : Optional.empty();
    }
}
