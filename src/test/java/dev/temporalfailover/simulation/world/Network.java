package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.simulation.setting.Faulty;
import dev.temporalfailover.simulation.setting.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts and delays between places, and the truth about who lost sight of whom. Whoever opens a connection decides which cut
 * strikes it: a lost question and a lost answer look the same.
 */
public final class Network {
    /** The channel of opinions; the others are the paths of probes. */
    public static final String EXCHANGE = "exchange";

    private final World world;
    private final List<Cut> cuts = new ArrayList<>();
    private final Map<Pod, Map<String, Long>> blindUntil = new HashMap<>();
    /** Places, or single instances, whose reports and guidance are lost. */
    public final Faulty reportsLost = new Faulty();
    /** Places whose messages to anybody come seconds late, in order. */
    public final Faulty late = new Faulty();

    /** From an instance, or from a whole place, to a place by a channel. */
    public record Cut(Object from, String to, String channel) {}

    Network(World world) {
        this.world = world;
    }

    boolean cut(Pod from, Target target) {
        return !cuts.isEmpty() && cut(from, target.region(), target.path());
    }

    /** True if messages between two places do not pass on a connection that {@code from} opened. */
    boolean deaf(Pod from, String to) {
        return !cuts.isEmpty() && cut(from, to, EXCHANGE);
    }

    private boolean cut(Pod from, String to, String channel) {
        for (Cut c : cuts) {
            if ((c.from() == from || c.from().equals(from.place))
                    && c.to().equals(to)
                    && c.channel().equals(channel)) {
                return true;
            }
        }
        return false;
    }

    /** What a message takes on its way, ms; what is to come in order is the caller's business. */
    long delay(String from, String to) {
        boolean slow = late.strikes(from) || late.strikes(to);
        return slow ? world.random.nextInt((int) world.scenario.longestDelay()) : 0;
    }

    /** False where the cut would take the last path of somebody who decides alone. */
    public boolean begins(Cut cut) {
        boolean last = cuts.stream()
                .anyMatch(c -> c.to().equals(cut.to()) && !c.channel().equals(cut.channel()));
        boolean single = world.scenario.paths().size() == 1;
        if ((last || single) && world.scenario.decidesAlone()) {
            return false;
        }
        note();
        cuts.add(cut);
        note();
        return true;
    }

    public void ends(Cut cut) {
        note();
        cuts.remove(cut);
    }

    public void heal() {
        note();
        cuts.clear();
        reportsLost.heal();
        late.heal();
    }

    private void note() {
        for (Pod pod : world.pods) {
            for (String region : Scenario.REGIONS) {
                if (blind(pod, region)) {
                    blindUntil.computeIfAbsent(pod, p -> new HashMap<>()).put(region, world.time.now());
                }
            }
        }
    }

    /** True if it has a path to the region's frontend. */
    boolean sees(Pod pod, String region) {
        return !blind(pod, region);
    }

    private boolean blind(Pod pod, String region) {
        for (String path : world.scenario.paths()) {
            if (!cut(pod, region, path)) {
                return false;
            }
        }
        return true;
    }

    /** True if it had no path at all to the region at some time since then. */
    boolean blindSince(Pod pod, String region, long then) {
        Long until = blindUntil.getOrDefault(pod, Map.of()).get(region);
        return blind(pod, region) || until != null && until >= then;
    }

    /** How many of a place's processes had no path at all to the region at some time since then. */
    public long blindAt(String place, String region, long then) {
        return world.pods.stream()
                .filter(pod -> pod.place.equals(place) && blindSince(pod, region, then))
                .count();
    }

    /** True if connectivity checks, of things outside both regions, get answers. */
    public boolean reachesTheWorld(Pod pod) {
        return !cut(pod, Scenario.WORLD, EXCHANGE);
    }
}
