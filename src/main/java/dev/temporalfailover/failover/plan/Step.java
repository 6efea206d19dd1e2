package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.RouteReading;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One change of one object, with what must be true before and what is true after. Applying it is a compare-and-swap.
 *
 * @param layer DNS or ROUTE
 * @param object the record's name, or the route's {@link RouteReading#id()}
 * @param before weights that were read
 * @param after weights wanted
 * @param epochBefore epoch that was read; 0 where there was none
 * @param record the epoch record that the change belongs to
 */
public record Step(
        Layer layer,
        String object,
        Map<String, Integer> before,
        Map<String, Integer> after,
        long epochBefore,
        EpochRecord record) {

    /** Where traffic is moved. */
    public enum Layer {
        DNS,
        ROUTE
    }

    public Step {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    /** This step without the time of its planning, so that the same change planned twice compares equal. */
    public Step untimed() {
        EpochRecord r = record;
        EpochRecord still =
                new EpochRecord(r.epoch(), r.active(), r.weights(), r.owner(), r.reason(), Instant.EPOCH, r.switches());
        return new Step(layer, object, before, after, epochBefore, still);
    }

    @Override
    public String toString() {
        return layer + " " + object + " epoch " + epochBefore + "->" + record.epoch() + " " + new TreeMap<>(before)
                + " -> " + new TreeMap<>(after);
    }
}
