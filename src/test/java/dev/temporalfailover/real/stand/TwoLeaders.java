package dev.temporalfailover.real.stand;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.REGIONS;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.sandbox.Await;
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
        Instance first = play.leader(EAST);
        first.paused(true);
        play.await.until(Play.SOON, "another one leads " + EAST.name(), () -> play.observers
                .leader(EAST.name())
                .filter(next -> !next.service().name().equals(first.name()))
                .isPresent());
        long epoch = play.stand.zone.state().epoch();
        play.callFor(WEST);
        play.fault(EAST.name() + " Temporal is killed while " + first.name() + " still thinks that it leads");
        play.stand.temporal.get(EAST).kill();
        play.await.until(Play.SOON, "DNS is written", () -> play.timeline
                .sinceFault("written")
                .isPresent());
        first.paused(false);
        play.moved(WEST, EAST, WEST);
        play.stand.temporal.get(EAST).start();
        play.stand.temporal.get(EAST).awaitReady();
        play.steady(WEST);
        play.acknowledge();
        play.callFor(EAST);
        play.fault("two people ask the leaders of both regions at the same time");
        Map<String, String> body = Map.of("to", EAST.name(), "by", "drill", "reason", "two at once");
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (Place region : REGIONS) {
            Instance leader = play.leader(region);
            asked.add(CompletableFuture.runAsync(() -> post(leader, play.stand.operatorToken, body)));
        }
        for (CompletableFuture<Void> one : asked) {
            one.get(30, TimeUnit.SECONDS);
        }
        play.moved(EAST, EAST, WEST);
        long steps = play.stand.zone.state().epoch() - epoch;
        if (steps != 2) {
            throw new Await.Missing("two moves took " + steps + " epochs");
        }
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
