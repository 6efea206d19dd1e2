package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Writer;
import dev.temporalfailover.testkit.Await;
import java.time.Duration;
import java.util.Map;

/** Somebody writes the route back as often as he can. */
final class GitOps implements Drill {
    private static final int TIMES = 20;
    private static final Duration EVERY = Duration.ofMillis(500);

    @Override
    public String name() {
        return "gitops";
    }

    @Override
    public String shows() {
        return "after a switch a loop writes the route back: the service names the other writer and does not fight";
    }

    @Override
    public void play(Play play) throws Exception {
        play.callFor(WEST);
        play.ask("failover", Map.of("to", WEST.name(), "by", "drill", "reason", "to be undone by somebody"));
        play.await.until(Play.SOON, "the traffic is there", () -> play.active().equals(WEST.name()));
        play.routed(EAST, WEST);
        play.routed(WEST, WEST);
        play.steady(WEST);
        Cluster cluster = play.stand.clusters.get(EAST);
        play.others(EAST, true);
        long before = patches(cluster);
        play.fault("somebody writes the route of " + EAST.name() + " back, twice a second");
        Writer writer = new Writer(cluster);
        for (int i = 0; i < TIMES; i++) {
            writer.write(100, 0);
            play.await.whileSo(EVERY, "", () -> true);
        }
        long ours = patches(cluster) - before;
        String told = play.leader(EAST).get("/api/v1/status").toString();
        play.found("written back " + TIMES + " times, our own patches meanwhile: " + ours);
        if (ours > 1) {
            throw new Await.Missing("the service fought: " + ours + " patches of its own");
        }
        if (!told.contains(Writer.NAME)) {
            throw new Await.Missing("the status does not name " + Writer.NAME);
        }
        writer.write(0, 100);
        play.others(EAST, false);
    }

    private static long patches(Cluster cluster) throws Exception {
        return cluster.audit().stream()
                .filter(call -> call.verb().equals("patch") && call.resource().endsWith("virtualservices"))
                .count();
    }
}
