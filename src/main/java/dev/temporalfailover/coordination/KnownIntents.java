package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.Notices;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the ConfigMap said as it was last read. A text that cannot be read leaves the last readable intents of its policy in
 * force; where none are known it counts as a hold, since whoever wrote it by hand may have meant one.
 */
final class KnownIntents {
    /** Who holds while a text cannot be read. */
    static final String UNREADABLE = "temporal-failover";

    private final String where;
    private final Clock clock;
    private final Notices report;
    private final Map<String, Bounded> bounds = new HashMap<>();
    private Map<String, Intents> known = Map.of();
    private Map<String, String> unreadable = Map.of();
    private String version = "";

    /** What is stored, and what counts of it since it was first read: later readings must not prolong it. */
    private record Bounded(Intents stored, Intents counts) {}

    /**
     * @param where for people, for example {@code the ConfigMap NAMESPACE/NAME}
     * @param report takes a line about what cannot be read or goes beyond what is allowed
     */
    KnownIntents(String where, Clock clock, Notices report) {
        this.where = where;
        this.clock = clock;
        this.report = report;
    }

    synchronized Intents of(String policy) {
        Intents readable = known.get(policy);
        if (readable != null) {
            return readable;
        }
        String problem = unreadable.get(policy);
        return problem == null ? Intents.NONE : held(problem);
    }

    /** Why the policy's text cannot be read and what counts instead; empty if it can. */
    synchronized String trouble(String policy) {
        String problem = unreadable.get(policy);
        return problem == null
                ? ""
                : problem
                        + (known.containsKey(policy)
                                ? ": the last readable ones stay in force"
                                : ": held, since none are known and it may be a hold");
    }

    /** The resourceVersion that was read last; empty before the first, and after the ConfigMap was deleted. */
    synchronized String version() {
        return version;
    }

    /** Takes a ConfigMap's content, as {@link #take(Map, String)}. */
    boolean take(ConfigMap map) {
        return take(
                map.getData() == null ? Map.of() : map.getData(),
                map.getMetadata().getResourceVersion());
    }

    /**
     * Takes a content, unless a newer one is known. True if anything differs from before.
     *
     * @param data by policy
     * @param fresh the content's version; empty where there is none
     */
    synchronized boolean take(Map<String, String> data, String fresh) {
        // The watch may still bring what an own write has already replaced.
        if (older(fresh, version)) {
            return false;
        }
        bounds.keySet().retainAll(data.keySet());
        Map<String, Intents> parsed = new TreeMap<>();
        Map<String, String> broken = new TreeMap<>();
        data.forEach((key, text) -> {
            String policy = Line.of(key, 253);
            try {
                parsed.put(key, bounded(policy, IntentsJson.read(text)));
            } catch (IllegalArgumentException e) {
                broken.put(key, problem(policy, e));
                Optional.ofNullable(known.get(key)).ifPresent(last -> parsed.put(key, last));
            }
        });
        return replace(parsed, broken, fresh);
    }

    /** The ConfigMap is not there. True if anything differs from before. */
    synchronized boolean gone() {
        if (!version.isEmpty()) {
            report.say("deleted " + version, where + " was deleted: no intents are in force");
        }
        return replace(Map.of(), Map.of(), "");
    }

    /** What a text says that is about to be changed: as if it had been read. */
    synchronized Intents stored(String policy, String text) {
        if (text == null) {
            return Intents.NONE;
        }
        try {
            return bounded(Line.of(policy, 253), IntentsJson.read(text));
        } catch (IllegalArgumentException e) {
            return Optional.ofNullable(known.get(policy)).orElseGet(() -> held(problem(policy, e)));
        }
    }

    private boolean replace(Map<String, Intents> parsed, Map<String, String> broken, String fresh) {
        version = fresh;
        boolean same = parsed.equals(known) && broken.equals(unreadable);
        known = Map.copyOf(parsed);
        unreadable = Map.copyOf(broken);
        broken.keySet().forEach(policy -> report.say(policy, trouble(policy)));
        return !same;
    }

    private String problem(String policy, IllegalArgumentException e) {
        return where + " has unreadable intents for " + policy + " (" + e.getMessage() + ")";
    }

    private Intents held(String problem) {
        Instant expires = clock.wall().plus(Hold.LONGEST);
        return Intents.NONE.withHold(Optional.of(new Hold(UNREADABLE, problem + ": mend the text", expires)));
    }

    private Intents bounded(String policy, Intents stored) {
        Bounded before = bounds.get(policy);
        if (before != null && before.stored().equals(stored)) {
            return before.counts();
        }
        Instant now = clock.wall();
        Intents counts = stored.bounded(now);
        bounds.put(policy, new Bounded(stored, counts));
        if (!counts.at(now).equals(stored.at(now))) {
            report.say(
                    policy,
                    where + " has a time for " + policy + " beyond what is allowed, which counts as "
                            + IntentsJson.write(counts));
        }
        return counts;
    }

    /** Kubernetes compares resourceVersions of one resource as numbers; what is none is taken as newer. */
    static boolean older(String version, String than) {
        if (version.isEmpty() || !version.matches("[0-9]+") || !than.matches("[0-9]+")) {
            return false;
        }
        return version.length() != than.length() ? version.length() < than.length() : version.compareTo(than) < 0;
    }
}
