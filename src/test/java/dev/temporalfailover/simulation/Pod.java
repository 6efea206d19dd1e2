package dev.temporalfailover.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A process somewhere, which may crash, restart and stand still, with its steady clock. */
abstract class Pod {
    final World world;
    /** A region's name, or {@link Scenario#WITNESS}. */
    final String place;

    final String name;
    /** Probes are not sent; the rest runs. */
    final Faulty stalled = new Faulty();
    /** Results reach the judge late, some twice. */
    final Faulty slow = new Faulty();
    /** Who watches what this process has to say. */
    final List<Watches.Watch> watchers = new ArrayList<>();

    final Prober prober;
    private final List<Runnable> backlog = new ArrayList<>();
    private int generation;
    private boolean up;
    private boolean paused;
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

    final int generation() {
        return generation;
    }

    final boolean up() {
        return up;
    }

    final boolean paused() {
        return paused;
    }

    final boolean runs() {
        return up && !paused;
    }

    /** Since it started, ms; goes on while it stands still. */
    final long steady() {
        return world.time.now() - startedAt;
    }

    final Duration now() {
        return Duration.ofMillis(steady());
    }

    /** How long it has stood still since it started, ms. */
    final long pausedFor() {
        return pausedFor;
    }

    /** The length of a pause that ended since then, or 0, ms. */
    final long pauseSince(long then) {
        return resumedAt >= then ? lastPause : 0;
    }

    /** True if its probes' results reach its judge. */
    final boolean hears() {
        return !stalled.strikes(this) && !slow.strikes(this);
    }

    final void start() {
        generation++;
        up = true;
        paused = false;
        startedAt = world.time.now();
        pausedFor = 0;
        backlog.clear();
        watchers.clear();
        prober.start();
        begin();
    }

    final void crash(String why) {
        if (up) {
            world.timeline.say(name, "dies: %s", why);
            up = false;
            paused = false;
            generation++;
        }
    }

    final void restart() {
        if (!up) {
            world.timeline.say(name, "starts again");
            start();
        }
    }

    final void pause() {
        if (up && !paused) {
            paused = true;
            pausedSince = world.time.now();
        }
    }

    final void resume() {
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
