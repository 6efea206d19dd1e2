package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;

import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.real.stand.Load;
import dev.temporalfailover.testkit.Await;
import java.time.Duration;

/** The active region's Temporal refuses calls because it has too many. */
final class Overload implements Drill {
    private static final int RATE = 2400;
    private static final Duration WATCH = Duration.ofSeconds(25);

    @Override
    public String name() {
        return "overload";
    }

    @Override
    public String shows() {
        return "the real server answers RESOURCE_EXHAUSTED to a load above its own limit: that is alive, nothing moves";
    }

    @Override
    public void play(Play play) throws Exception {
        play.fault("more calls than " + EAST.name() + " Temporal allows");
        try (Load load = new Load(EAST.host(), RATE)) {
            load.start();
            play.unmoved(WATCH);
            play.found(load.answered() + " calls answered, " + load.refused() + " refused with RESOURCE_EXHAUSTED");
            if (load.refused() == 0) {
                throw new Await.Missing("the server refused nothing: it was no overload");
            }
        }
        double overloaded = 0;
        for (Instance instance : play.stand.all()) {
            overloaded += instance.metric("temporal_failover_probes_total", "result=\"overloaded\"");
        }
        play.found("probes that were refused: " + Math.round(overloaded));
    }
}
