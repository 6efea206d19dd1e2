package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;

import dev.temporalfailover.real.stand.Traffic;
import java.time.Duration;

/** The active region is far away all at once. */
final class Latency implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String shows() {
        return "every link of the active region takes 150 ms longer each way: nothing moves, no call fails";
    }

    @Override
    public void play(Play play) throws Exception {
        play.fault("150 ms more to and from " + EAST.name());
        play.stand.network.around(EAST.host(), "delay=180ms");
        play.unmoved(WATCH);
        // A new connection takes three of these round trips, which is all the time that such a call has.
        play.noneFailed(Traffic.JVM, Traffic.FOREVER);
    }
}
