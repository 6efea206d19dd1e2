package dev.temporalfailover.loop;

import dev.temporalfailover.failover.plan.Followers.SeenNames;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.NamespaceReading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Remembers which namespaces were active in this region under the present claim. */
final class SeenHere {
    /** What is read may be older than the claim by less than this. */
    static final Duration SETTLED = Duration.ofSeconds(20);

    private final String self;
    private final Map<String, Long> here = new HashMap<>();
    /** The highest failover version of each that any cluster was ever seen to state. */
    private final Map<String, Long> known = new HashMap<>();

    private Claim claim = Claim.NONE;
    private Duration since = Duration.ZERO;
    private boolean sinceClaim;

    SeenHere(String self) {
        this.self = self;
    }

    /** @param leads an instance that does not lead reads no record, and misses changes */
    void lead(boolean leads) {
        if (!leads) {
            claim = Claim.NONE;
            sinceClaim = false;
            here.clear();
        }
    }

    /** Another region has taken over from this one: what it moves, no person moved. */
    void takenOver(Duration at) {
        sinceClaim = true;
        since = at;
        here.clear();
    }

    /**
     * @param present what this region acts on: the record, or its own takeover on it
     * @param ours true if that gives this region the traffic
     * @param at {@link dev.temporalfailover.failover.Moment#steady()}
     */
    SeenNames look(Claim present, boolean ours, List<NamespaceReading> namespaces, Duration at) {
        if (present.epoch() > 0 && !present.equals(claim)) {
            sinceClaim = claim.epoch() > 0;
            claim = present;
            since = at;
            here.clear();
        }
        boolean settled = at.minus(since).compareTo(SETTLED) > 0;
        known.keySet().retainAll(names(namespaces));
        for (NamespaceReading namespace : namespaces) {
            String name = namespace.name();
            namespace.sides().values().forEach(side -> known.merge(name, side.version(), Math::max));
            if (ours
                    && settled
                    && namespace.side(self).filter(side -> side.activeIn(self)).isPresent()) {
                here.putIfAbsent(name, known.get(name));
            }
        }
        return new SeenNames(sinceClaim, here, at.minus(since));
    }

    private static Set<String> names(List<NamespaceReading> namespaces) {
        return namespaces.stream().map(NamespaceReading::name).collect(Collectors.toSet());
    }
}
