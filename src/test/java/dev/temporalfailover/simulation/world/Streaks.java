package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Since when each verdict of an instance has been what it is, with judgements that never paused for long. */
final class Streaks {
    private static final long NO_BREAK = 10_000;

    private final World world;
    private final Pod self;
    private final Map<String, Streak> streaks = new HashMap<>();

    private static final class Streak {
        private Verdict verdict;
        private long since;
        private long judged;
        /** The last one that was not UNKNOWN: a short time in which it is, is no break. */
        private Verdict known;

        private long knownSince;
        private long knownAt;
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
            boolean paused =
                    now - streak.judged > world.scenario.times().staleAfter().toMillis();
            if (streak.verdict != is.verdict() || paused) {
                world.timeline.say(self.name, "judges %s %s: %s", is.region(), is.verdict(), is.why());
                streak.verdict = is.verdict();
                boolean goesOn = !paused && is.verdict() == streak.known && now - streak.knownAt <= NO_BREAK;
                streak.since = goesOn ? streak.knownSince : now;
            }
            streak.judged = now;
            if (is.verdict() != Verdict.UNKNOWN) {
                streak.known = is.verdict();
                streak.knownSince = streak.since;
                streak.knownAt = now;
            }
        }
    }

    /** By region, ms. */
    Map<String, Long> held() {
        Map<String, Long> held = new TreeMap<>();
        streaks.forEach((of, streak) -> held.put(of, world.time.now() - streak.since));
        return held;
    }
}
