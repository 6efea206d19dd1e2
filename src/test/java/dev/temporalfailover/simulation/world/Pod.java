package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.simulation.setting.Faulty;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.SimulatedProcess;
import dev.temporalfailover.simulation.setting.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A process somewhere, which may crash, restart and stand still, with its steady clock. */
public abstract class Pod {
    final World world;
    /** A region's name, or {@link Scenario#WITNESS}. */
    public final String place;

    public final String name;
    /** Probes are not sent; the rest runs. */
    public final Faulty stalled = new Faulty();
    /** Results reach the judge late, some twice. */
    public final Faulty slow = new Faulty();
    /** Who watches what this process has to say. */
    final List<Watches.Watch> watchers = new ArrayList<>();

    final Prober prober;
    private final List<Runnable> backlog = new ArrayList<>();
    private int generation;
    private boolean up;
    private boolean paused;
    private boolean judgeStuck;
    private Duration stuckSince = Duration.ZERO;
    private boolean loopStuck;
    private long pausedSince;
    private long pausedFor;
    private long resumedAt = Long.MIN_VALUE / 2;
    private long lastPause;
    private long startedAt;

    Pod(World world, String place, String name) {
        this.world = world;
        this.place = place;
        this.name = name;
        this.prober = new Prober(world, this);
    }

    /** The process begins with nothing in memory. */
    abstract void begin();

    /** A probe's result is there. */
    abstract void accept(dev.temporalfailover.failover.verdict.ProbeResult result);

    /** What it says of the regions, or null if nothing yet. */
    abstract Told view();

    public final int generation() {
        return generation;
    }

    final boolean up() {
        return up;
    }

    /** Its judge thread hangs from now on, or goes on; all else runs. */
    public final void judgeHangs(boolean now) {
        judgeStuck = now;
        stuckSince = now();
    }

    /** Its loop hangs from now on, or goes on; all else runs. */
    public final void loopHangs(boolean now) {
        loopStuck = now;
    }

    /** When it says that its verdicts were judged: then, unless a mutation takes that for when they are sent. */
    final Map<String, RegionVerdict> told(Map<String, RegionVerdict> judged, Map<String, RegionVerdict> said) {
        if (world.options.mutation() != Mutation.SENT_IS_JUDGED) {
            return said;
        }
        return SimulatedProcess.judgedAgain(judged, now());
    }

    /** When its votes were judged, as it tells. */
    final Duration judgedAt() {
        boolean now = judges() || world.options.mutation() == Mutation.SENT_IS_JUDGED;
        return now ? now() : stuckSince;
    }

    /** For how long its judge has hung, ms; 0 if it goes on. */
    public final long stuckFor() {
        return judgeStuck ? now().minus(stuckSince).toMillis() : 0;
    }

    final boolean judges() {
        return !judgeStuck;
    }

    final boolean loops() {
        return !loopStuck;
    }

    public final boolean paused() {
        return paused;
    }

    final boolean runs() {
        return up && !paused;
    }

    /** Since it started, ms; goes on while it stands still. */
    public final long steady() {
        return world.time.now() - startedAt;
    }

    public final Duration now() {
        return Duration.ofMillis(steady());
    }

    /** How long it has stood still since it started, ms. */
    final long pausedFor() {
        return pausedFor;
    }

    /** The length of a pause that ended since then, or 0, ms. */
    public final long pauseSince(long then) {
        return resumedAt >= then ? lastPause : 0;
    }

    /** True if its probes' results reach its judge. */
    public final boolean hears() {
        return !stalled.strikes(this) && !slow.strikes(this);
    }

    public final void start() {
        generation++;
        up = true;
        paused = false;
        judgeStuck = false;
        loopStuck = false;
        startedAt = world.time.now();
        pausedFor = 0;
        backlog.clear();
        watchers.clear();
        prober.start();
        begin();
    }

    public final void crash(String why) {
        if (up) {
            world.timeline.say(name, "dies: %s", why);
            up = false;
            paused = false;
            generation++;
        }
    }

    public final void restart() {
        if (!up) {
            world.timeline.say(name, "starts again");
            start();
        }
    }

    public final void pause() {
        if (up && !paused) {
            paused = true;
            pausedSince = world.time.now();
        }
    }

    public final void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        lastPause = world.time.now() - pausedSince;
        resumedAt = world.time.now();
        pausedFor += lastPause;
        prober.resumed(lastPause);
        // Whatever was due meanwhile runs now, in any order.
        Collections.shuffle(backlog, world.random);
        backlog.forEach(due -> later(world.random.nextInt(100), due));
        backlog.clear();
    }

    final void later(long delay, Runnable what) {
        int mine = generation;
        world.time.after(delay, () -> {
            if (mine == generation && up) {
                if (paused) {
                    backlog.add(what);
                } else {
                    what.run();
                }
            }
        });
    }

    final void every(long interval, Runnable what) {
        Periodic periodic = new Periodic(interval, 0, what, generation);
        world.time.after(world.random.nextInt((int) interval), periodic);
    }

    /** As {@link #every}, a tenth more or less each time. */
    final void about(long interval, Runnable what) {
        Periodic periodic = new Periodic(interval * 9 / 10, (int) interval / 5, what, generation);
        world.time.after(world.random.nextInt((int) interval), periodic);
    }

    /** Runs again and again and costs one object in all. */
    private final class Periodic implements Runnable {
        private final long interval;
        private final int jitter;
        private final Runnable what;
        private final int mine;

        Periodic(long interval, int jitter, Runnable what, int mine) {
            this.interval = interval;
            this.jitter = jitter;
            this.what = what;
            this.mine = mine;
        }

        @Override
        public void run() {
            if (mine != generation) {
                return;
            }
            if (paused) {
                backlog.add(this);
                return;
            }
            world.time.after(interval + (jitter == 0 ? 0 : world.random.nextInt(jitter)), this);
            what.run();
        }
    }

    @Override
    public final String toString() {
        return name;
    }
}
