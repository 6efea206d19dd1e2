package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.REGIONS;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.real.stand.Place;
import dev.temporalfailover.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Whoever leads is stopped, another one leads, and the first goes on as if nothing had been. */
final class TwoLeaders implements Drill {

    @Override
    public String name() {
        return "two-leaders";
    }

    @Override
    public String shows() {
        return "the leader is stopped past its Lease and let go while its successor writes; then both regions are asked at once: one batch each";
    }

    @Override
    public void play(Play play) throws Exception {
        asked(play);
        play.home();
        stale(play);
    }

    private static void asked(Play play) throws Exception {
        long epoch = play.stand.zone.state().epoch();
        play.callFor(WEST);
        play.fault("two people ask the leaders of both regions at the same time");
        Map<String, String> body = Map.of("to", WEST.name(), "by", "drill", "reason", "two at once");
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (Place region : REGIONS) {
            Instance leader = play.leader(region);
            asked.add(CompletableFuture.runAsync(() -> post(leader, play.stand.operatorToken, body)));
        }
        for (CompletableFuture<Void> one : asked) {
            one.get(30, TimeUnit.SECONDS);
        }
        play.moved(WEST, EAST, WEST);
        long steps = play.stand.zone.state().epoch() - epoch;
        if (steps != 1) {
            throw new Await.Missing("one move took " + steps + " epochs");
        }
        play.found("two requests at once: one batch");
    }

    private static void stale(Play play) throws Exception {
        Instance first = play.leader(EAST);
        first.paused(true);
        try {
            // What the stopped one said last is that it leads; the Lease knows better.
            Cluster cluster = play.stand.clusters.get(EAST);
            play.await.until(Play.SOON, "another one holds the Lease of " + EAST.name(), () -> !cluster.holder()
                    .equals(first.name()));
            play.callFor(WEST);
            play.fault(EAST.name() + " Temporal is killed while " + first.name() + " still thinks that it leads");
            play.stand.temporal.get(EAST).kill();
            play.await.until(Play.SOON, "DNS is written", () -> play.timeline
                    .sinceFault("written")
                    .isPresent());
        } finally {
            first.paused(false);
        }
        play.moved(WEST, EAST, WEST);
    }

    private static void post(Instance leader, String token, Map<String, String> body) {
        try {
            leader.post("/api/v1/failover", token, body);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
