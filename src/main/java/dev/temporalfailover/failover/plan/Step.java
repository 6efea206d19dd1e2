package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.Worded;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.WorkerReading;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One change of one object, with what must be true before and what is true after. Applying it is a compare-and-swap.
 *
 * @param layer what it moves traffic by
 * @param object the record's name, the takeover endpoint's path, the route's {@link RouteReading#id()}, or the namespaces
 * @param before weights that were read
 * @param after weights wanted
 * @param was the claim that was read
 * @param claim the claim that the change rests on
 * @param record the epoch record that the change belongs to; of a takeover what the record would say, under the epoch that the
 *     takeover stands on
 * @param batch the namespaces and what is done with them; of other layers none
 */
public record Step(
        Layer layer,
        String object,
        Map<String, Integer> before,
        Map<String, Integer> after,
        Claim was,
        Claim claim,
        EpochRecord record,
        NamespaceBatch batch) {

    private static final String PATH = "/health/takeover/";
    /** Names in a line for people. */
    private static final int FEW = 3;

    /** What traffic is moved by. */
    public enum Layer implements Worded {
        /** The endpoint that Route 53's health checks ask: moves DNS without its API. */
        TAKEOVER,
        DNS,
        /** Which cluster of Temporal's may start and advance workflows. */
        NAMESPACES,
        ROUTE,
        /** Deployments of workers, which are restarted where namespaces have come. */
        WORKERS;

        /** True if it follows a claim and is none: what fails in it stops nothing else. */
        public boolean follows() {
            return this == NAMESPACES || this == ROUTE || this == WORKERS;
        }

        /** True if its steps change the weights by which clients are led. */
        public boolean carriesTraffic() {
            return this == DNS || this == ROUTE;
        }
    }

    /** What a step does to the takeover. */
    public enum Turn {
        BEGINS,
        /** It has begun before and is kept under a newer epoch. */
        GOES_ON,
        ENDS
    }

    public Step {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    /** A step of a layer without namespaces. */
    public Step(
            Layer layer,
            String object,
            Map<String, Integer> before,
            Map<String, Integer> after,
            Claim was,
            Claim claim,
            EpochRecord record) {
        this(layer, object, before, after, was, claim, record, NamespaceBatch.NONE);
    }

    /** One atomic batch over the records of epoch {@code was}, 0 where there is no epoch record yet. */
    public static Step dns(String name, Map<String, Integer> before, long was, EpochRecord next) {
        return new Step(Layer.DNS, name, before, next.weights(), Claim.of(was), Claim.of(next.epoch()), next);
    }

    /** One route, to the weights of the record. */
    public static Step route(RouteReading route, EpochRecord record) {
        return route(route, Claim.of(record.epoch()), record);
    }

    /** One route, to the weights of the record or of a takeover. */
    public static Step route(RouteReading route, Claim claim, EpochRecord says) {
        return new Step(Layer.ROUTE, route.id(), route.weights(), says.weights(), route.claim(), claim, says);
    }

    /**
     * Makes these namespaces active in the region that the record names; if a handover is called off they stay.
     *
     * @param losing the region that they are active in
     */
    static Step namespaces(NamespaceBatch batch, String losing, Claim claim, EpochRecord says) {
        boolean off = batch.ask() == NamespaceBatch.Ask.CALL_OFF;
        Map<String, Integer> before =
                off ? all(losing, says.weights().keySet()) : all(losing, Set.of(losing, says.active()));
        Map<String, Integer> after = off ? before : all(says.active(), before.keySet());
        List<NamespaceReading> all = batch.namespaces();
        String few = all.stream().limit(FEW).map(NamespaceReading::name).collect(Collectors.joining(", "));
        String names = all.size() > FEW ? few + " and " + (all.size() - FEW) + " more" : few;
        return new Step(Layer.NAMESPACES, names, before, after, Claim.NONE, claim, says, batch);
    }

    /**
     * Restarts one Deployment in the region that the record names; no traffic moves.
     *
     * @param came the namespaces for which it is restarted
     */
    static Step workers(WorkerReading worker, List<NamespaceReading> came, Claim claim, EpochRecord says) {
        NamespaceBatch batch = new NamespaceBatch(NamespaceBatch.Ask.UPDATE, came);
        return new Step(Layer.WORKERS, worker.id(), says.weights(), says.weights(), worker.claim(), claim, says, batch);
    }

    private static Map<String, Integer> all(String region, Set<String> of) {
        return of.stream().collect(Collectors.toMap(one -> one, one -> one.equals(region) ? 100 : 0));
    }

    /** Those that are moved, or for which workers are restarted, as they were read; of other layers none. */
    public List<NamespaceReading> namespaces() {
        return batch.namespaces();
    }

    /** A route that is what it should be: nothing to apply, only to be verified. */
    public static Step asItIs(RouteReading route, EpochRecord record) {
        Map<String, Integer> weights = route.weights();
        return new Step(Layer.ROUTE, route.id(), weights, weights, route.claim(), route.claim(), record);
    }

    /**
     * The takeover from a region begins, or goes on under a newer epoch.
     *
     * @param was of the takeover in force, or of the record if there is none
     */
    static Step takeover(String from, Map<String, Integer> before, Claim was, Claim claim, EpochRecord says) {
        return new Step(Layer.TAKEOVER, path(from), before, says.weights(), was, claim, says);
    }

    /** The takeover from a region ends; the record is valid again. */
    static Step takeoverEnds(String from, Map<String, Integer> before, Claim was, EpochRecord record) {
        return new Step(Layer.TAKEOVER, path(from), before, record.weights(), was, Claim.of(record.epoch()), record);
    }

    private static String path(String from) {
        return PATH + from;
    }

    /** Of a takeover: the region it takes over from. */
    public String from() {
        return object.substring(PATH.length());
    }

    /** Of a takeover: whether it begins, goes on or ends. */
    public Turn turn() {
        if (claim.takeover().isEmpty()) {
            return Turn.ENDS;
        }
        return was.takeover().isEmpty() ? Turn.BEGINS : Turn.GOES_ON;
    }

    /** True for a takeover that is the claim itself: the record names another region. */
    public boolean claims() {
        return layer == Layer.TAKEOVER && turn() != Turn.ENDS && !before.equals(after);
    }

    /** The reason of the Event that tells of it; empty where the move as a whole is told. */
    public Optional<String> event() {
        return switch (layer) {
            case NAMESPACES -> Optional.of(batch.event());
            case WORKERS -> Optional.of("WorkersRestarted");
            case DNS, ROUTE, TAKEOVER -> Optional.empty();
        };
    }

    /** The epoch that was read; 0 where there was none. */
    public long epochBefore() {
        return was.epoch();
    }

    /** This step without the time of its planning, so that the same change planned twice compares equal. */
    public Step untimed() {
        EpochRecord r = record;
        EpochRecord still =
                new EpochRecord(r.epoch(), r.active(), r.weights(), r.owner(), r.reason(), Instant.EPOCH, r.switches());
        return new Step(layer, object, before, after, was, claim, still, batch);
    }

    @Override
    public String toString() {
        String head = layer + " " + object;
        if (layer == Layer.NAMESPACES) {
            String ask = batch.ask() == NamespaceBatch.Ask.UPDATE
                    ? ""
                    : " " + batch.ask().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return head + ask + " epoch " + claim + " " + new TreeMap<>(before) + " -> " + new TreeMap<>(after);
        }
        if (layer == Layer.WORKERS) {
            return head + " restart, epoch " + was + "->" + claim + ", as "
                    + namespaces().size() + " namespaces are active in " + record.active();
        }
        if (layer == Layer.TAKEOVER) {
            head += " " + turn().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        return head + " epoch " + was + "->" + claim + " " + new TreeMap<>(before) + " -> " + new TreeMap<>(after);
    }
}
