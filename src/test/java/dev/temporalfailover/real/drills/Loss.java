package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;

import dev.temporalfailover.real.stand.Network;
import dev.temporalfailover.real.stand.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The active region's links lose packets. */
final class Loss implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "loss";
    }

    @Override
    public String shows() {
        return "every link of the active region loses 1 %, then 20 % of all packets: nothing moves";
    }

    @Override
    public void play(Play play) throws Exception {
        long lost = 0;
        for (int percent : List.of(1, 20)) {
            Instant from = Instant.now();
            play.fault(percent + " % of all packets around " + EAST.name() + " are lost");
            play.stand.network.around(EAST.host(), "delay=30ms loss=" + percent / 100.0);
            play.unmoved(WATCH);
            long[] passed = play.stand.network.count(EAST.host(), Network.THIRD);
            Map<String, Long> worked = play.traffic.answered(Traffic.SDK, from, Instant.now());
            play.found(percent + " %: " + (passed[1] - lost)
                    + " packets lost on the way to the third place, the SDK's calls that were answered " + worked);
            lost = passed[1];
        }
    }
}
