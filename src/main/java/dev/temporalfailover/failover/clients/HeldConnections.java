package dev.temporalfailover.failover.clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Connections that the Temporal frontends of one region hold, from look to look: now, and what it held without traffic, which
 * are those of probes, canary clients and Temporal itself.
 *
 * @param latest the newest figure, however old; empty if none was ever read
 * @param carried it was seen to carry traffic
 * @param without the newest figures of now that it has carried no traffic for {@link #SETTLED}, at most {@link #LOOKS}
 * @param before the most of those figures when it last took the traffic; empty if that was not seen
 */
public record HeldConnections(
        Optional<ConnectionCount> latest, boolean carried, List<Long> without, OptionalLong before) {
    /** Nothing was read yet. */
    public static final HeldConnections NONE =
            new HeldConnections(Optional.empty(), false, List.of(), OptionalLong.empty());

    /** Twice what Temporal gives a connection, five minutes and 70 s as shipped: who could leave has left. */
    static final Duration SETTLED = Duration.ofMinutes(15);

    /** The number of probes' connections changes from look to look. */
    static final int LOOKS = 20;

    /**
     * One figure.
     *
     * @param at when it was read, {@link dev.temporalfailover.failover.Moment#steady()}
     */
    public record ConnectionCount(long connections, Duration at) {}

    public HeldConnections {
        without = List.copyOf(without);
    }

    /**
     * After one more look.
     *
     * @param read the newest figure; the same one again changes nothing
     * @param carries whether the record gives it traffic
     * @param sinceMove since the record was last changed
     */
    public HeldConnections look(Optional<ConnectionCount> read, boolean carries, Duration sinceMove) {
        if (carries) {
            OptionalLong most = without.isEmpty() ? before : OptionalLong.of(Collections.max(without));
            return new HeldConnections(read, true, List.of(), most);
        }
        if (read.isEmpty() || read.equals(latest) || sinceMove.compareTo(SETTLED) < 0) {
            return new HeldConnections(read, carried, without, before);
        }
        List<Long> figures = new ArrayList<>(without);
        figures.add(read.get().connections());
        return new HeldConnections(
                read, carried, figures.subList(Math.max(0, figures.size() - LOOKS), figures.size()), before);
    }

    /** The same where another place has seen what was held without traffic, and this one has not. */
    public HeldConnections told(OptionalLong held) {
        return before.isPresent() ? this : new HeldConnections(latest, carried, without, held);
    }

    /** After a look without the record, which alone tells who carries traffic. */
    public HeldConnections unjudged(Optional<ConnectionCount> read) {
        return new HeldConnections(read, carried, without, before);
    }
}
