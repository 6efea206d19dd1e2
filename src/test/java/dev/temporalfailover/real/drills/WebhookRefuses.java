package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Traffic;
import dev.temporalfailover.real.stand.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Istio's validation refuses the route because of what somebody else has written into it. */
final class WebhookRefuses implements Drill {
    private static final String MISTAKE = "[{\"op\":\"add\",\"path\":\"/spec/http/-\",\"value\":{\"name\":\"other\","
            + "\"match\":[{\"uri\":{\"prefix\":\"/never\"}}],\"redirect\":{\"uri\":\"/elsewhere\"},"
            + "\"route\":[{\"destination\":{\"host\":\"other.example.com\"}}]}}]";
    private static final String MENDED = "[{\"op\":\"remove\",\"path\":\"/spec/http/1\"}]";

    @Override
    public String name() {
        return "webhook-refuses";
    }

    @Override
    public String shows() {
        return "the real validation refuses every write of the route: DNS moves, the refusal is said, the route follows once it is mended";
    }

    @Override
    public void play(Play play) throws Exception {
        Cluster cluster = play.stand.clusters.get(EAST);
        Path webhook = play.stand.meshes.get(EAST).webhook();
        Writer writer = new Writer(cluster);
        play.others(EAST, true);
        // The API server takes it as long as nobody validates.
        writer.patch(MISTAKE);
        cluster.apply(webhook);
        play.callFor(WEST);
        play.traffic.lost(Traffic.SIDECAR, Traffic.PROXYLESS, Traffic.FOREVER, Traffic.SDK);
        play.fault("a person asks for " + WEST.name() + ", the route of " + EAST.name() + " cannot be written");
        play.ask("failover", Map.of("to", WEST.name(), "by", "drill", "reason", "planned"));
        try {
            play.moved(WEST, WEST);
            play.await.until(
                    Play.SOON, "the refusal is said", () -> play.says(EAST, "cannot contain both route and redirect"));
            play.timeline.mark("refused", "the route of " + EAST.name() + " is refused");
        } finally {
            cluster.delete(webhook);
            writer.patch(MENDED);
        }
        Instant mended = Instant.now();
        play.routed(EAST, WEST);
        play.found("written " + Duration.between(mended, Instant.now()).toMillis() + " ms after it was mended");
        play.noneFailed(Traffic.PROXYLESS);
    }
}
