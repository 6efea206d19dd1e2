package dev.temporalfailover.real.replication;

import static dev.temporalfailover.real.replication.Stage.PAY;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A region that is killed, and what it does when it is back. Begins and ends with the namespace in the east. */
final class ReturnFacts {
    private static final Duration DUAL = Duration.ofSeconds(10);

    private final Stage stage;

    ReturnFacts(Stage stage) {
        this.stage = stage;
    }

    /** The 200 namespaces move too. */
    void linksUp(ManyNamespaces many) throws IOException, InterruptedException {
        TemporalCluster east = stage.east();
        killed();
        many.move(stage.west(), "us-east-1 was killed");
        east.start();
        long began = System.nanoTime();
        int[] accepted = {0};
        long[] first = {0};
        Optional<Duration> learnt = TwoClusters.after(began, () -> {
            Answer start = east.frontend().start(PAY, "returned-" + System.nanoTime());
            if (start.ok()) {
                accepted[0]++;
                first[0] = first[0] == 0 ? System.nanoTime() : first[0];
            }
            return start.standby();
        });
        Duration wrong = Duration.ofNanos(first[0] == 0 ? 0 : System.nanoTime() - first[0]);
        stage.fact(
                "it returns with its links: it takes starts until it learns",
                learnt.isPresent(),
                accepted[0] + " starts accepted in " + Move.seconds(wrong) + ", stands by " + Move.seconds(learnt)
                        + " after its start");
        east.awaitReady();
        many.known(east, stage.west());
        stage.settle(east);
    }

    void linksCut() throws IOException, InterruptedException {
        TemporalCluster east = stage.east();
        killed();
        stage.clusters().blackHole(true);
        east.start();
        long began = System.nanoTime();
        Optional<Duration> serves =
                TwoClusters.after(began, () -> stage.acceptance().accepts(east, PAY));
        int there = 0;
        int here = 0;
        int refused = 0;
        long end = System.nanoTime() + DUAL.toNanos();
        while (System.nanoTime() - end < 0) {
            there += stage.acceptance().accepts(stage.west(), PAY) ? 1 : 0;
            boolean taken = stage.acceptance().accepts(east, PAY);
            here += taken ? 1 : 0;
            refused += taken ? 0 : 1;
        }
        stage.fact(
                "it returns without its links: active in both regions as long as that lasts",
                serves.isPresent() && refused == 0 && there > 0,
                "accepted again after " + Move.seconds(serves) + ", then in " + DUAL.toSeconds() + " s " + here
                        + " there and " + there + " in us-west-2");
        long healed = System.nanoTime();
        stage.clusters().blackHole(false);
        Optional<Duration> learnt =
                TwoClusters.after(healed, () -> stage.acceptance().standsBy(east, PAY));
        stage.fact("its links heal: it stands by", learnt.isPresent(), "after " + Move.seconds(learnt));
        east.awaitReady();
        stage.settle(east);
    }

    private void killed() throws IOException, InterruptedException {
        stage.east().kill();
        Move move = Move.to(stage.clusters(), stage.west(), PAY, stage.acceptance(), false);
        stage.fact("us-east-1 is killed, asked in us-west-2", move.done(stage.west()), move.toString());
    }
}
