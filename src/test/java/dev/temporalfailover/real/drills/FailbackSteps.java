package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The traffic goes back in steps. */
final class FailbackSteps implements Drill {
    private static final List<Integer> SHARES = List.of(10, 50, 100);
    private static final Duration STEP = Duration.ofSeconds(6);

    @Override
    public String name() {
        return "failback-steps";
    }

    @Override
    public String shows() {
        return "a failback in steps of 10, 50 and 100 %: real calls are shared so, none is lost";
    }

    @Override
    public void play(Play play) throws Exception {
        play.callFor(WEST);
        play.ask("failover", Map.of("to", WEST.name(), "by", "drill", "reason", "to come back from"));
        play.await.until(Play.SOON, "the traffic is there", () -> play.active().equals(WEST.name()));
        play.steady(WEST);
        play.routed(EAST, WEST);
        play.acknowledge();
        play.safety.callForSteps(EAST.name(), SHARES.size());
        play.fault("a person asks for a failback");
        play.ask("failback", Map.of("to", EAST.name(), "by", "drill", "reason", "back in steps"));
        for (int share : SHARES) {
            play.await.until(
                    Play.SOON,
                    share + " % in DNS",
                    () -> play.stand.zone.state().weights().get(EAST.name()) == share);
            if (share < 100) {
                play.await.until(Play.SOON, share + " % in the mesh", () -> play.share(EAST, EAST) == share);
                Instant from = Instant.now().plusSeconds(1);
                play.await.whileSo(STEP, "the step was left early", () -> true);
                Map<String, Long> calls = play.traffic.answered(Traffic.SIDECAR, from, Instant.now());
                play.found(share + " %: calls behind the sidecar " + calls);
            }
        }
        play.routed(EAST, EAST);
        play.routed(WEST, EAST);
        play.noneFailed(Traffic.PROXYLESS);
    }
}
