package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Since when each verdict of an instance has been what it is, with judgements that never paused for long. */
final class Streaks {
    private final World world;
    private final Pod self;
    private final Map<String, Streak> streaks = new HashMap<>();

    private static final class Streak {
        private Verdict verdict;
        private long since;
        private long judged;
    }

    Streaks(World world, Pod self) {
        this.world = world;
        this.self = self;
    }

    void forget() {
        streaks.clear();
    }

    void judged(Map<String, RegionVerdict> verdicts) {
        long now = world.time.now();
        for (RegionVerdict is : verdicts.values()) {
            Streak streak = streaks.computeIfAbsent(is.region(), region -> new Streak());
            if (streak.verdict != is.verdict()
                    || now - streak.judged > world.scenario.times().staleAfter().toMillis()) {
                world.timeline.say(self.name, "judges %s %s: %s", is.region(), is.verdict(), is.why());
                streak.verdict = is.verdict();
                streak.since = now;
            }
            streak.judged = now;
        }
    }

    /** By region, ms. */
    Map<String, Long> held() {
        Map<String, Long> held = new TreeMap<>();
        streaks.forEach((of, streak) -> held.put(of, world.time.now() - streak.since));
        return held;
    }
}
