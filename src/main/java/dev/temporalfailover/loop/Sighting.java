package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.EpochRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long ago the last automatic switch was. The wall clock is asked once, when this process first reads of the switch;
 * from then on only the monotonic clock counts, so that a clock that jumps an hour neither ends nor prolongs a hold-down.
 * A switch that was not there at the last look is no older than that look, whatever time its writer recorded. At the first
 * look a time further ahead than the hold-down is ignored: the latest possible one counts.
 */
final class Sighting {
    private final Duration holdDown;
    private Instant seen;
    private Optional<Duration> ageAtSight = Optional.empty();
    private Duration sightedAt;
    private Duration lastLook;
    private long epoch = -1;
    private Duration epochSince = Duration.ZERO;

    /** @param holdDown a clock that wrote a switch may have been ahead by so much */
    Sighting(Duration holdDown) {
        this.holdDown = holdDown;
    }

    /** How long this process has known the present epoch. */
    Duration sinceChange(Optional<EpochRecord> record, Moment now) {
        long present = record.map(EpochRecord::epoch).orElse(-1L);
        if (present != epoch) {
            epoch = present;
            epochSince = now.steady();
        }
        return now.steady().minus(epochSince);
    }

    Optional<Duration> sinceSwitch(Optional<EpochRecord> record, Moment now) {
        if (record.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> sinceLook = Optional.ofNullable(lastLook).map(now.steady()::minus);
        lastLook = now.steady();
        List<Instant> switches = record.get().switches();
        if (switches.isEmpty()) {
            return Optional.empty();
        }
        Instant last = switches.get(switches.size() - 1);
        if (!last.equals(seen)) {
            seen = last;
            ageAtSight = sinceLook.map(look -> shorter(age(last, now), look)).or(() -> newest(switches, now.wall())
                    .map(at -> age(at, now)));
            sightedAt = now.steady();
        }
        return ageAtSight.map(age -> age.plus(now.steady().minus(sightedAt)));
    }

    private Optional<Instant> newest(List<Instant> switches, Instant now) {
        Instant latest = now.plus(holdDown);
        return switches.stream().filter(at -> !at.isAfter(latest)).max(Comparator.naturalOrder());
    }

    private static Duration age(Instant at, Moment now) {
        Duration age = Duration.between(at, now.wall());
        return age.isNegative() ? Duration.ZERO : age;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
