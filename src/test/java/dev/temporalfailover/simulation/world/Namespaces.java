package dev.temporalfailover.simulation.world;

import dev.temporalfailover.simulation.setting.Health;
import dev.temporalfailover.simulation.setting.Scenario;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Temporal's global namespaces: each region's cluster believes something, and tells the other one while both run and the link
 * between them stands. The higher failover version wins. A cluster accepts an update without the other one.
 */
public final class Namespaces {
    /** The last one is moved by a person. */
    static final List<String> NAMES = List.of("orders", "pay", "hers");

    public static final String HERS = "hers";
    private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");
    private static final long REPLICATION = 900;
    /** Of replication, until the other cluster has all and the writes stand still. */
    private static final int ROUNDS = 3;

    private final World world;
    /** Its own, so that the stories of the other faults stay what they are. */
    private final Random random;

    private final Map<String, Map<String, Belief>> byRegion = new TreeMap<>();
    /** By region whose cluster hands over and by name; it survives the cluster's end, as a workflow does. */
    private final Map<String, Map<String, Handing>> handovers = new TreeMap<>();

    private boolean linkCut;
    private long movedByAPerson = Long.MAX_VALUE;
    private boolean healed;
    private long replicated;

    /**
     * What a cluster believes of a namespace.
     *
     * @param since when it was made active there, true time; of the first one {@link Long#MIN_VALUE}
     */
    public record Belief(String active, long version, long since) {}

    /** @param rounds in which the other cluster has heard all */
    private record Handing(String to, int rounds) {}

    Namespaces(World world, String active) {
        this.world = world;
        this.random = new Random(world.options.seed() * 31 + 7);
        long version = series(active) + 10;
        for (String region : Scenario.REGIONS) {
            Map<String, Belief> beliefs = new HashMap<>();
            NAMES.forEach(name -> beliefs.put(name, new Belief(active, version, Long.MIN_VALUE)));
            byRegion.put(region, beliefs);
            handovers.put(region, new TreeMap<>());
        }
    }

    void start() {
        replicate();
        long length = world.scenario.length();
        if (random.nextInt(3) == 0) {
            world.time.after(random.nextInt((int) length), () -> linkCut = !healed);
            world.time.after(random.nextInt((int) length), () -> linkCut = false);
        }
        if (random.nextInt(4) == 0) {
            world.time.after(random.nextInt((int) length), this::aPersonMovesOne);
        }
    }

    /** What was cut is mended. */
    public void heal() {
        healed = true;
        linkCut = false;
    }

    private void replicate() {
        handovers.forEach((region, begun) -> {
            for (String name : NAMES) {
                begun.computeIfPresent(name, (n, handing) -> goesOn(region, n, handing));
            }
        });
        if (!linkCut && Scenario.REGIONS.stream().allMatch(this::works)) {
            replicated = world.time.now();
            for (String name : NAMES) {
                Belief east = belief(Scenario.EAST, name);
                Belief west = belief(Scenario.WEST, name);
                Belief newer = east.version() >= west.version() ? east : west;
                byRegion.values().forEach(beliefs -> beliefs.put(name, newer));
            }
        }
        world.time.after(REPLICATION, this::replicate);
    }

    /** One more round of a handover; null if it has ended. It waits without end while the other cluster cannot hear. */
    private Handing goesOn(String region, String name, Handing handing) {
        if (linkCut || !works(region) || !works(handing.to())) {
            return handing;
        }
        if (handing.rounds() < ROUNDS) {
            return new Handing(handing.to(), handing.rounds() + 1);
        }
        if (belief(region, name).active().equals(region)) {
            world.timeline.say("temporal", "%s hands %s over to %s", region, name, handing.to());
            update(region, name, handing.to());
        }
        return null;
    }

    /** Asked of the cluster that has it; one that runs already goes on. */
    void handOver(String region, String name, String to) {
        handovers.get(region).putIfAbsent(name, new Handing(to, 0));
    }

    void callOff(String region, String name) {
        handovers.get(region).remove(name);
    }

    boolean handing(String region, String name) {
        return handovers.get(region).containsKey(name);
    }

    private void aPersonMovesOne() {
        String to = Scenario.REGIONS.get(random.nextInt(2));
        if (works(to) && !belief(to, HERS).active().equals(to)) {
            world.timeline.say("person", "makes namespace %s active in %s", HERS, to);
            update(to, HERS, to);
            movedByAPerson = world.time.now();
        }
    }

    /** All of them. */
    public static List<String> names() {
        return NAMES;
    }

    /** When a person moved hers, true time; never: {@link Long#MAX_VALUE}. */
    public long movedByAPerson() {
        return movedByAPerson;
    }

    /** True if the region's cluster answers calls and does its work. */
    boolean works(String region) {
        Health health = world.temporals.get(region).health();
        return health == Health.SERVING || health == Health.SLOW;
    }

    /** How long no cluster has heard from the other one, ms; 0 while they hear. */
    public long behind() {
        long since = world.time.now() - replicated;
        return since <= REPLICATION ? 0 : since;
    }

    public Belief belief(String region, String name) {
        return byRegion.get(region).get(name);
    }

    /** By the wall clock of Temporal's hosts, which is right. */
    static Instant wall(long at) {
        return MIDNIGHT.plusMillis(at);
    }

    /** Asked of one region's cluster; the same again changes nothing. */
    void update(String region, String name, String to) {
        Belief before = belief(region, name);
        if (!before.active().equals(to)) {
            byRegion.get(region).put(name, new Belief(to, next(before.version(), to), world.time.now()));
        }
    }

    /** The smallest of the target's series above the present one; they grow by ten. */
    private static long next(long version, String to) {
        long first = series(to);
        return version < first ? first : first + ((version - first) / 10 + 1) * 10;
    }

    private static long series(String region) {
        return region.equals(Scenario.EAST) ? 1 : 2;
    }
}
