package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Every proxy refuses what istiod sends. */
final class Nack implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "nack";
    }

    @Override
    public String shows() {
        return "proxies refuse the route because of somebody's mistake: it is called not effective, with the refusal, until that is mended";
    }

    @Override
    public void play(Play play) throws Exception {
        Cluster cluster = play.stand.clusters.get(EAST);
        Path mistake = play.stand.ground().scripts().resolve("mesh/refused.yaml");
        cluster.apply(mistake);
        play.callFor(WEST);
        // Whoever works behind this mesh, or is connected to its gateway, stays in a healthy region.
        play.traffic.lost(Traffic.SIDECAR, Traffic.PROXYLESS, Traffic.FOREVER, Traffic.SDK);
        play.fault("a person asks for " + WEST.name() + ", proxies of " + EAST.name() + " refuse every route");
        play.ask("failover", Map.of("to", WEST.name(), "by", "drill", "reason", "planned"));
        try {
            play.moved(WEST, EAST, WEST);
            play.await.until(Play.SOON, "the route is called not effective", () -> play.effective(EAST) == 0);
            play.timeline.mark("refused", "the route of " + EAST.name() + " is called not effective");
            play.unmoved(WATCH);
            play.found(play.routeSays(EAST));
        } finally {
            cluster.delete(mistake);
        }
        play.await.until(Play.SOON, "the route is effective", () -> play.effective(EAST) == 1);
        play.noneFailed(Traffic.PROXYLESS);
    }
}
