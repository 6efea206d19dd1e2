package dev.temporalfailover.failover.situation;

import dev.temporalfailover.failover.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The opinions and holds received from other places, and the connectivity checks.
 *
 * @param opinions the newest of each place that was heard since the start, of any age
 * @param connectivity empty if no connectivity checks are configured
 */
public record Elsewhere(List<Opinion> opinions, Optional<Connectivity> connectivity) {

    /** No other place was heard and nothing is checked. */
    public static final Elsewhere NONE = new Elsewhere(List.of(), Optional.empty());

    /**
     * Connectivity checks: things outside both regions that this instance should reach.
     *
     * @param reached how many answered at the last look
     * @param total how many there are
     * @param detail which did not answer, for people
     * @param at when the last look ended, {@link Moment#steady()}
     */
    public record Connectivity(int reached, int total, String detail, Duration at) {
        /** True if more than half were reached: then we are not the one that is cut off. */
        public boolean connected() {
            return reached * 2 > total;
        }
    }

    public Elsewhere {
        opinions = List.copyOf(opinions);
    }

    /** True if some place has ever told of an epoch above this one, however long ago. */
    public boolean tellsOfMoreThan(long epoch) {
        return opinions.stream().flatMap(o -> o.epoch().stream()).anyMatch(told -> told > epoch);
    }

    /**
     * The region whose leader tells that it has taken over from {@code from} on this epoch: its claim is newer than the record,
     * which catches up when it can be written. Empty once its word is older than {@code fresh}.
     */
    public Optional<String> takenOver(String from, long epoch, Duration fresh, Duration now) {
        Optional<Opinion.Told> claim = Optional.of(new Opinion.Told(from, epoch));
        return opinions.stream()
                .filter(o -> o.role() == Opinion.Role.LEADER && o.fresh(fresh, now))
                .filter(o -> o.takeover().equals(claim) && !o.place().equals(from))
                .map(Opinion::place)
                .findFirst();
    }

    /** True if a region's leader tells so on this epoch or a newer one, which need not have been read here. */
    public boolean takenOverSince(String from, long epoch, Duration fresh, Duration now) {
        return opinions.stream()
                .filter(o -> o.role() == Opinion.Role.LEADER && o.fresh(fresh, now))
                .filter(o -> !o.place().equals(from))
                .flatMap(o -> o.takeover().stream())
                .anyMatch(told -> told.from().equals(from) && told.epoch() >= epoch);
    }

    /** The newest word of a place. */
    public Optional<Opinion> of(String place) {
        return opinions.stream().filter(o -> o.place().equals(place)).findFirst();
    }
}
