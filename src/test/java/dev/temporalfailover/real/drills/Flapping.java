package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Place;
import java.time.Duration;

/** The active region's Temporal cannot make up its mind. */
final class Flapping implements Drill {
    private static final int TIMES = 4;
    private static final Duration HANGS = Duration.ofSeconds(6);
    private static final Duration ANSWERS = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "flapping";
    }

    @Override
    public String shows() {
        return "the active region's Temporal stops answering and goes on again for a minute: one switch at most";
    }

    @Override
    public void play(Play play) throws Exception {
        play.callFor(WEST);
        play.fault(EAST.name() + " Temporal hangs for 6 s, answers for 8 s, and so on");
        for (int i = 0; i < TIMES; i++) {
            play.stand.temporal.get(EAST).hang(true);
            try {
                play.await.whileSo(HANGS, "traffic moved twice", () -> play.safety.moves() <= 1);
            } finally {
                play.stand.temporal.get(EAST).hang(false);
            }
            play.await.whileSo(ANSWERS, "traffic moved twice", () -> play.safety.moves() <= 1);
        }
        play.found("hung " + TIMES + " times, traffic moved " + play.safety.moves() + " times");
        play.steady(Place.of(play.active()));
    }
}
