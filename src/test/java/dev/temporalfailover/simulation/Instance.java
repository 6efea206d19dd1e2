package dev.temporalfailover.simulation;

import dev.temporalfailover.api.PolicyStatus;
import dev.temporalfailover.app.SimulatedProcess;
import dev.temporalfailover.failover.Check;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.Outcome;
import dev.temporalfailover.failover.ProbeResult;
import dev.temporalfailover.failover.RegionVerdict;
import dev.temporalfailover.failover.Service;
import dev.temporalfailover.failover.Target;
import dev.temporalfailover.failover.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One pod: its process, which may crash, restart and stand still, its clocks and its place in the network. */
final class Instance {
    private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");
    private static final long PAUSE_LIMIT = 2_000;

    final String region;
    final String name;
    private final World world;
    private final Cluster cluster;
    private final List<Runnable> backlog = new ArrayList<>();
    private int generation;
    private boolean up;
    private boolean paused;
    private long pausedSince;
    private long pausedFor;
    private long startedAt;
    private long wallOffset;
    private long worstOffset;
    private boolean wakeAsked;
    private String deathWish = "";
    private PolicyStatus status;
    private SimulatedProcess process;
    private ClusterLease lease;
    private ClusterIntents intents;
    private final Map<String, Streak> streaks = new HashMap<>();
    /** Probes are not sent; the rest runs. */
    final Faulty stalled = new Faulty();
    /** Results reach the judge late, some twice. */
    final Faulty slow = new Faulty();

    /** Since when a verdict has been what it is, with judgements that never paused for long. */
    private record Streak(Verdict verdict, long since, long judged) {}

    /** The process ends where it stands. */
    static final class Died extends RuntimeException {
        Died(String where) {
            super(where, null, false, false);
        }
    }

    Instance(World world, Cluster cluster, String name) {
        this.world = world;
        this.cluster = cluster;
        this.region = cluster.region;
        this.name = name;
        this.wallOffset = world.random.nextInt(1_000) - 500;
        this.worstOffset = Math.abs(wallOffset);
    }

    int generation() {
        return generation;
    }

    boolean up() {
        return up;
    }

    boolean paused() {
        return paused;
    }

    long steady() {
        return world.time.now() - startedAt;
    }

    Moment now() {
        return new Moment(MIDNIGHT.plusMillis(world.time.now() + wallOffset), Duration.ofMillis(steady()));
    }

    /** How wrong its wall clock has ever been, ms. */
    long worstOffset() {
        return worstOffset;
    }

    void wallJumps(long by) {
        wallOffset += by;
        worstOffset = Math.max(worstOffset, Math.abs(wallOffset));
    }

    PolicyStatus status() {
        return up ? status : null;
    }

    ClusterIntents intents() {
        return intents;
    }

    /** True if its probes' results reach its judge. */
    boolean hears() {
        return !stalled.strikes(this) && !slow.strikes(this);
    }

    void start() {
        generation++;
        up = true;
        paused = false;
        wakeAsked = false;
        deathWish = "";
        status = null;
        startedAt = world.time.now();
        pausedFor = 0;
        backlog.clear();
        streaks.clear();
        lease = new ClusterLease(world, this, cluster);
        intents = new ClusterIntents(world, this, cluster);
        process = world.process(this, lease, intents, new ClusterRoutes(world, this, cluster));
        for (TemporalRegion target : world.temporals.values()) {
            for (String path : Scenario.PATHS) {
                Target asked = new Target(target.name, Service.FRONTEND, path, "a:7233", Check.DESCRIBE_NAMESPACE);
                later(world.random.nextInt((int) world.scenario.interval()), () -> turn(asked, target));
            }
        }
        long tick = world.scenario.times().tick().toMillis();
        every(tick, () -> {
            if (process.judge(Duration.ofMillis(steady()))) {
                wake();
            }
            streak();
        });
        every(tick, this::tick);
        later(world.random.nextInt(2_000), this::elect);
        watchSoon();
    }

    void crash(String why) {
        if (up) {
            world.timeline.say(name, "dies: %s", why);
            up = false;
            paused = false;
            generation++;
        }
    }

    /** An orderly end: the Lease is given back. */
    void stop() {
        if (up) {
            lease.close();
            crash("is stopped");
        }
    }

    void pause() {
        if (up && !paused) {
            paused = true;
            pausedSince = world.time.now();
        }
    }

    void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        pausedFor += world.time.now() - pausedSince;
        // Whatever was due meanwhile runs now, in any order.
        Collections.shuffle(backlog, world.random);
        backlog.forEach(due -> later(world.random.nextInt(100), due));
        backlog.clear();
    }

    /** The next write of its process is its last act. */
    void wishDeath(String where) {
        deathWish = where;
    }

    void mayDie(String where) {
        if (where.equals(deathWish)) {
            throw new Died(where);
        }
    }

    private void later(long delay, Runnable what) {
        int mine = generation;
        world.time.after(delay, () -> {
            if (mine == generation && paused) {
                backlog.add(what);
            } else if (mine == generation) {
                what.run();
            }
        });
    }

    private void every(long interval, Runnable what) {
        later(world.random.nextInt((int) interval), () -> again(interval, what));
    }

    private void again(long interval, Runnable what) {
        later(interval, () -> again(interval, what));
        what.run();
    }

    private void wake() {
        if (!wakeAsked) {
            wakeAsked = true;
            later(world.random.nextInt(50), this::tick);
        }
    }

    private void tick() {
        wakeAsked = false;
        try {
            process.tick(now());
        } catch (Died died) {
            crash(died.getMessage());
        }
    }

    void published(PolicyStatus published) {
        if (world.timeline.on()) {
            say(published);
        }
        status = published;
        world.rules.published(this);
    }

    private void say(PolicyStatus published) {
        String was = status == null
                ? ""
                : status.decision().word() + " " + status.decision().reason();
        String is = published.decision().word() + " " + published.decision().reason();
        if (!was.equals(is)) {
            world.timeline.say(name, "decides %s", is);
        }
    }

    private void elect() {
        later(lease.attempt(), this::elect);
    }

    void watchSoon() {
        if (up) {
            later(5 + world.random.nextInt(500), () -> {
                if (intents.watch()) {
                    wake();
                }
            });
        }
    }

    void routesChangedSoon() {
        if (up) {
            later(5 + world.random.nextInt(500), () -> {
                process.routesChanged();
                wake();
            });
        }
    }

    private void turn(Target target, TemporalRegion region) {
        long interval = world.scenario.interval();
        later(interval * 9 / 10 + world.random.nextInt((int) interval / 5), () -> turn(target, region));
        boolean unheard = world.options.mutation() == Mutation.ONE_PATH_IS_ENOUGH
                && target.path().equals("public");
        if (stalled.strikes(this) || unheard) {
            return;
        }
        Outcome outcome = world.network.cut(this, target)
                ? Outcome.DEADLINE
                : region.health().answer();
        long took = outcome.lost() ? world.scenario.timeout() : 2 + world.random.nextInt(40);
        long start = steady();
        long pausedBefore = pausedFor;
        later(took, () -> finish(target, outcome, start, pausedBefore));
    }

    private void finish(Target target, Outcome told, long start, long pausedBefore) {
        long missed = pausedFor - pausedBefore;
        boolean starved = missed > PAUSE_LIMIT || (told.lost() && missed * 2 > world.scenario.timeout());
        Outcome outcome = world.heard(starved ? Outcome.STARVED : told);
        ProbeResult result =
                new ProbeResult(target, outcome, Duration.ofMillis(steady() - start), Duration.ofMillis(steady()), "");
        if (slow.strikes(this)) {
            later(world.random.nextInt((int) (3 * world.scenario.interval())), () -> accept(result));
            if (world.random.nextInt(4) > 0) {
                return;
            }
        }
        accept(result);
    }

    private void accept(ProbeResult result) {
        if (process.accept(result, Duration.ofMillis(steady()))) {
            wake();
        }
        streak();
    }

    private void streak() {
        long now = world.time.now();
        for (RegionVerdict is : process.verdicts().values()) {
            Streak was = streaks.get(is.region());
            boolean unbroken = was != null
                    && was.verdict() == is.verdict()
                    && now - was.judged() <= world.scenario.times().staleAfter().toMillis();
            if (!unbroken) {
                world.timeline.say(name, "judges %s %s: %s", is.region(), is.verdict(), is.why());
            }
            streaks.put(is.region(), new Streak(is.verdict(), unbroken ? was.since() : now, now));
        }
    }

    View view() {
        Map<String, Long> held = new TreeMap<>();
        streaks.forEach((of, streak) -> held.put(of, world.time.now() - streak.since()));
        return new View(
                process.verdicts(),
                lease.truly(),
                steady() - lease.since().toMillis(),
                intents.synced(),
                intents.known(),
                now().wall(),
                held);
    }

    @Override
    public String toString() {
        return name;
    }
}
