package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.EpochRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long ago the last automatic switch was. The wall clock is asked once, when this process first reads of the switch;
 * from then on only the monotonic clock counts, so that a clock that jumps an hour neither ends nor prolongs a hold-down.
 * A switch that was not there at the last look is no older than that look, whatever the clock of its writer said.
 */
final class Sighting {
    private Instant seen;
    private Duration ageAtSight;
    private Duration sightedAt;
    private Duration lastLook;
    private long epoch = -1;
    private Duration epochSince = Duration.ZERO;

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
        Duration sinceLook = lastLook == null ? null : now.steady().minus(lastLook);
        lastLook = now.steady();
        if (record.get().switches().isEmpty()) {
            return Optional.empty();
        }
        Instant last = record.get().switches().get(record.get().switches().size() - 1);
        if (!last.equals(seen)) {
            Duration age = Duration.between(last, now.wall());
            seen = last;
            Duration possible = sinceLook != null && age.compareTo(sinceLook) > 0 ? sinceLook : age;
            ageAtSight = possible.isNegative() ? Duration.ZERO : possible;
            sightedAt = now.steady();
        }
        return Optional.of(ageAtSight.plus(now.steady().minus(sightedAt)));
    }
}
