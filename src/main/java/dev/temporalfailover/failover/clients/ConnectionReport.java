package dev.temporalfailover.failover.clients;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.clients.HeldConnections.ConnectionCount;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.verdict.Judge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Connections to Temporal's frontends by region, and what a person should know of those on the side that was left. Nothing
 * is decided by it.
 *
 * @param regions those whose figure was ever read here, in the order of the policy
 * @param notes lines for a person; empty while there is nothing to say
 * @param old of each region that was left, how far the clients' connections to it are gone
 */
public record ConnectionReport(List<RegionConnections> regions, List<String> notes, List<OldConnections> old) {
    /** Nothing was read and nothing is to be said. */
    public static final ConnectionReport NONE = new ConnectionReport(List.of(), List.of(), List.of());

    /** An older figure says nothing about now. */
    static final Duration FRESH = Duration.ofMinutes(2);

    /** So long after a move a region that was left is spoken of where it is not known what it holds without traffic. */
    static final Duration RECENT = Duration.ofHours(1);

    /**
     * Of one region.
     *
     * @param connections as its frontends' pages state them
     * @param at when they were read, {@link Moment#steady()}
     * @param before the most it held when it last had no traffic; empty if that was not seen
     */
    public record RegionConnections(String region, long connections, Duration at, OptionalLong before) {}

    public ConnectionReport {
        regions = List.copyOf(regions);
        notes = List.copyOf(notes);
        old = List.copyOf(old);
    }

    /** A report on no move. */
    public ConnectionReport(List<RegionConnections> regions, List<String> notes) {
        this(regions, notes, List.of());
    }

    /** The same with what is known of the regions that were left. */
    public ConnectionReport with(Collection<OldConnections> left) {
        return new ConnectionReport(regions, notes, List.copyOf(left));
    }

    /**
     * @param policy its regions, in order
     * @param record empty if this instance has not read it
     * @param held by region
     */
    public static ConnectionReport of(
            List<String> policy, Optional<EpochRecord> record, Map<String, HeldConnections> held, Moment now) {
        List<RegionConnections> regions = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Optional<EpochRecord> move = record.filter(r -> !r.reason().equals(EpochRecord.ADOPTED));
        for (String region : policy) {
            HeldConnections one = held.getOrDefault(region, HeldConnections.NONE);
            one.latest()
                    .ifPresent(h -> regions.add(new RegionConnections(region, h.connections(), h.at(), one.before())));
            // Of three regions, one that was never seen to carry traffic may not be the one that was left.
            if (move.filter(r -> !carries(r, region)).isPresent() && (one.carried() || policy.size() == 2)) {
                note(region, one, since(move.get(), now), now).ifPresent(notes::add);
            }
        }
        return new ConnectionReport(regions, notes);
    }

    /** Whether the record gives the region traffic. */
    public static boolean carries(EpochRecord record, String region) {
        return record.active().equals(region) || record.weights().getOrDefault(region, 0) > 0;
    }

    /** Since the record was changed; the writer's clock may be ahead of ours. */
    public static Duration since(EpochRecord record, Moment now) {
        Duration since = Duration.between(record.at(), now.wall());
        return since.isNegative() ? Duration.ZERO : since;
    }

    private static Optional<String> note(String region, HeldConnections one, Duration since, Moment now) {
        boolean recent = since.compareTo(RECENT) <= 0;
        String after = Judge.text(since) + " after the last change of traffic";
        Optional<ConnectionCount> fresh = one.latest().filter(h -> age(h, now).compareTo(FRESH) <= 0);
        if (fresh.isEmpty()) {
            String last = one.latest()
                    .map(h -> "they were last read " + Judge.text(age(h, now)) + " ago, " + h.connections())
                    .orElse("this instance reads no pool source of that region, and its leader tells none");
            return Optional.of("how many client connections " + region + " still holds, " + after
                            + ", is not known here: " + last)
                    .filter(said -> recent);
        }
        long connections = fresh.get().connections();
        boolean more = one.before().isPresent() ? connections > one.before().getAsLong() : recent && connections > 0;
        String before = one.before().isPresent()
                ? "at most " + one.before().getAsLong() + " before it last took the traffic"
                : "how many it holds without traffic was not seen";
        return Optional.of(region + " still holds " + connections + " connections to its Temporal frontends, " + after
                        + " ("
                        + before + "). Clients leave when Temporal ends their connection, after its setting"
                        + " frontend.keepAliveMaxConnectionAge, or when they look the name up again. Probes, canaries,"
                        + " proxies and Temporal's own services are counted too: do not wait for 0")
                .filter(said -> more);
    }

    private static Duration age(ConnectionCount held, Moment now) {
        return now.steady().minus(held.at());
    }
}
