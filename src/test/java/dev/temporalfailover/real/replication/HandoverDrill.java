package dev.temporalfailover.real.replication;

import static dev.temporalfailover.real.replication.Stage.PAY;
import static dev.temporalfailover.real.replication.TwoClusters.EAST;
import static dev.temporalfailover.real.replication.TwoClusters.WEST;

import dev.temporalfailover.real.ground.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** The service hands namespaces over in planned moves, by Temporal's own workflow in the losing cluster. */
final class HandoverDrill {
    /** {@code handover_timeout} of the service's configuration. */
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** A planned move refuses starts for no longer. */
    private static final Duration REFUSED = Duration.ofSeconds(5);

    private static final Duration STAYS = TIMEOUT.plusSeconds(10);

    private final Stage stage;
    private final ServicePair service;
    private final ToLongFunction<TemporalCluster> active;
    private final int all;

    /** @param active how many of the namespaces a cluster has by its own word, of {@code all} */
    HandoverDrill(Stage stage, ServicePair service, ToLongFunction<TemporalCluster> active, int all) {
        this.stage = stage;
        this.service = service;
        this.active = active;
        this.all = all;
    }

    /** Begins and ends with the traffic in the east. */
    void run() throws IOException, InterruptedException {
        nobodyIsRefusedForLong();
        aCutLinkIsWaitedFor();
    }

    private void nobodyIsRefusedForLong() throws IOException, InterruptedException {
        TemporalCluster from = stage.east();
        TemporalCluster to = stage.west();
        long[] last = {System.nanoTime()};
        ServicePair.Asked asked = service.ask(WEST);
        boolean there = Http.within(TwoClusters.SOON, () -> {
            if (stage.acceptance().accepts(from, PAY)) {
                last[0] = System.nanoTime();
            }
            return stage.acceptance().accepts(to, PAY);
        });
        Duration gap = Duration.ofNanos(System.nanoTime() - last[0]);
        boolean done = there && Http.within(TwoClusters.SOON, () -> active.applyAsLong(to) == all);
        stage.fact(
                "a planned move hands " + all + " namespaces over",
                done && handedOver(),
                "the last after " + Move.seconds(Duration.ofNanos(System.nanoTime() - asked.began())));
        stage.fact(
                "it refuses starts for at most " + REFUSED.toSeconds() + " s",
                there && gap.compareTo(REFUSED) <= 0,
                "no start accepted anywhere for " + Move.seconds(gap));
    }

    /** The east's leader has written down that it began, and that nothing was called off. */
    private boolean handedOver() throws IOException, InterruptedException {
        String log = Files.readString(service.of(EAST).log());
        return log.contains("hand over") && !log.contains("call off");
    }

    private void aCutLinkIsWaitedFor() throws IOException, InterruptedException {
        TemporalCluster from = stage.west();
        TemporalCluster to = stage.east();
        stage.clusters().blackHole(true);
        from.frontend().start(PAY, "not-replicated-" + System.nanoTime());
        service.ask(EAST);
        boolean claimed = Http.within(
                TwoClusters.SOON, () -> service.zone().state().weights().getOrDefault(EAST, 0) > 0);
        long end = System.nanoTime() + STAYS.toNanos();
        boolean stays = true;
        while (stays && System.nanoTime() - end < 0) {
            stays = active.applyAsLong(to) == 0 && stage.acceptance().accepts(from, PAY);
        }
        String explained = service.of(WEST).get("/api/v1/explain").toPrettyString();
        stage.fact(
                "the link is cut just before a planned move: namespaces stay where they are, and starts are accepted there",
                claimed && stays,
                "for " + STAYS.toSeconds() + " s");
        stage.fact(
                "the service says what the handover waits for",
                explained.contains("RUNNING in WaitReplication"),
                explained
                        .lines()
                        .filter(line -> line.contains("handover"))
                        .findFirst()
                        .orElse("nothing")
                        .strip());
        long healed = System.nanoTime();
        stage.clusters().blackHole(false);
        boolean there = Http.within(
                TwoClusters.SOON,
                () -> active.applyAsLong(to) == all && stage.acceptance().accepts(to, PAY));
        stage.fact(
                "the links heal: they are handed over",
                there,
                "after " + Move.seconds(Duration.ofNanos(System.nanoTime() - healed)));
    }
}
