package dev.temporalfailover.sandbox;

import static dev.temporalfailover.emulator.regions.World.EAST;
import static dev.temporalfailover.emulator.regions.World.WEST;

import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.emulator.temporal.TemporalRegion;
import java.time.Duration;

/** The active region's Temporal cannot make up its mind. */
final class Flapping implements Scenario {
    private static final Duration ALL = Duration.ofMinutes(2);
    private static final Duration DOWN = Duration.ofSeconds(6);
    private static final Duration UP = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "flapping";
    }

    @Override
    public String shows() {
        return "the active region's Temporal dies and returns for two minutes: one switch at most";
    }

    @Override
    public void play(Play play) throws Exception {
        TemporalRegion east = play.world.temporal.get(EAST);
        play.callFor(WEST, "flapping");
        play.timeline.fault(EAST + " Temporal flaps: " + DOWN.toSeconds() + " s dead, then alive for " + UP.toSeconds()
                + " s, for " + ALL.toSeconds() + " s");
        long end = System.nanoTime() + ALL.toNanos();
        int times = 0;
        while (System.nanoTime() - end < 0) {
            east.kill();
            times++;
            play.await.whileSo(DOWN, "traffic moved twice", () -> play.safety.moves() <= 1);
            play.temporalBack(EAST);
            play.await.whileSo(UP, "traffic moved twice", () -> play.safety.moves() <= 1);
        }
        int moves = play.safety.moves();
        play.timeline.say(EAST + " Temporal died " + times + " times, traffic moved " + moves + " times");
        if (moves > 0) {
            play.moved("failover", WEST);
        }
        play.steady(moves > 0 ? WEST : EAST);
    }
}
