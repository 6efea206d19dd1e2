package dev.temporalfailover.real.replication;

import static dev.temporalfailover.real.replication.Stage.PAY;

import dev.temporalfailover.real.ground.Http;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What UpdateNamespace does while both regions live, and what it does not look at. */
final class FailoverFacts {
    /** How long a state must last that has no event to wait for. */
    private static final Duration STAYS = Duration.ofSeconds(10);

    private final Stage stage;

    FailoverFacts(Stage stage) {
        this.stage = stage;
    }

    /** Begins and ends with the namespace in the east. */
    void run() throws IOException, InterruptedException {
        bothAlive();
        historyDead();
        blackHole();
        theLosingSideIsAsked();
        disconnected();
    }

    private void bothAlive() throws IOException, InterruptedException {
        for (TemporalCluster gaining : List.of(stage.west(), stage.east(), stage.west(), stage.east())) {
            Move move = move(gaining, true);
            stage.fact(
                    "both alive, asked in " + gaining.region(),
                    move.done(gaining) && move.learnt().isPresent(),
                    move.toString());
        }
        int known = history();
        Answer again = stage.east().frontend().activate(PAY, TwoClusters.EAST);
        stage.fact(
                "asked again: the same version, nothing added to failover_history",
                again.ok() && Long.parseLong(again.text()) == Move.version(stage.east(), PAY) && history() == known,
                again + ", " + known + " in failover_history");
        Optional<Duration> standby =
                TwoClusters.after(System.nanoTime(), () -> stage.acceptance().standsBy(stage.west(), PAY));
        Answer signal = stage.west().frontend().signal(PAY);
        stage.fact("a signal to the standby: FAILED_PRECONDITION", standby.isPresent(), signal.toString());
    }

    private void historyDead() throws IOException, InterruptedException {
        TemporalCluster west = stage.west();
        west.role(Role.HISTORY).kill();
        Answer update = west.frontend().activate(PAY, west.region());
        boolean nowhere = Http.within(TwoClusters.SOON, () -> stage.acceptance().standsBy(stage.east(), PAY));
        Answer signal = west.frontend().signal(PAY);
        stage.fact(
                "the gaining region's history is dead: the move succeeds, no region takes a start",
                update.ok() && nowhere && !signal.ok() && !signal.standby(),
                update + "; signal there " + signal);
        west.start();
        west.awaitReady();
        stage.settle(stage.east());
    }

    private void blackHole() throws IOException, InterruptedException {
        stage.clusters().blackHole(true);
        Move move = move(stage.west(), false);
        Answer old = stage.east().frontend().signal(PAY);
        stage.fact("links are a black hole, asked in us-west-2", move.done(stage.west()), move.toString());
        stage.fact("and us-east-1, which cannot know it, takes starts too", old.ok(), old.toString());
        long began = System.nanoTime();
        stage.clusters().blackHole(false);
        Optional<Duration> agreed =
                TwoClusters.after(began, () -> stage.acceptance().standsBy(stage.east(), PAY));
        stage.fact(
                "links heal: us-east-1 stands by, both have the same version",
                agreed.isPresent() && Move.version(stage.east(), PAY) == Move.version(stage.west(), PAY),
                "after " + Move.seconds(agreed));
        stage.settle(stage.east());
    }

    private void theLosingSideIsAsked() throws IOException, InterruptedException {
        TemporalCluster east = stage.east();
        TemporalCluster west = stage.west();
        stage.clusters().blackHole(true);
        Answer update = east.frontend().activate(PAY, west.region());
        boolean left = Http.within(TwoClusters.SOON, () -> stage.acceptance().standsBy(east, PAY));
        long end = System.nanoTime() + STAYS.toNanos();
        int accepted = 0;
        while (System.nanoTime() - end < 0) {
            accepted +=
                    stage.acceptance().accepts(east, PAY) || stage.acceptance().accepts(west, PAY) ? 1 : 0;
        }
        stage.fact(
                "link cut, asked on the losing side: active nowhere",
                update.ok() && left && accepted == 0,
                update + "; " + accepted + " starts accepted in " + STAYS.toSeconds() + " s");
        Move move = move(west, false);
        stage.fact(
                "then asked on the gaining side: the same version, active there",
                move.done(west) && move.update().text().equals(update.text()),
                move.toString());
        stage.clusters().blackHole(false);
        stage.settle(east);
    }

    private void disconnected() throws IOException, InterruptedException {
        TemporalCluster west = stage.west();
        stage.clusters().connected(west, false);
        StringBuilder said = new StringBuilder();
        long began = System.nanoTime();
        Optional<Duration> refused = TwoClusters.after(began, () -> {
            said.setLength(0);
            // It is active in the other one: what is asked for changes nothing, and is refused for the name alone.
            Answer answer = west.frontend().activate(PAY, TwoClusters.EAST);
            said.append(answer);
            return answer.code() == Status.Code.INVALID_ARGUMENT;
        });
        stage.fact(
                "a cluster that was told to disconnect from the other one refuses every move",
                refused.isPresent() && said.indexOf("Invalid cluster name") >= 0,
                "after " + Move.seconds(refused) + ": " + said);
        stage.clusters().connected(west, true);
        Optional<Duration> taken = TwoClusters.after(
                System.nanoTime(),
                () -> west.frontend().activate(PAY, TwoClusters.EAST).ok());
        stage.fact("and takes them again when it is connected", taken.isPresent(), "after " + Move.seconds(taken));
    }

    private Move move(TemporalCluster gaining, boolean watched) throws IOException, InterruptedException {
        return Move.to(stage.clusters(), gaining, PAY, stage.acceptance(), watched);
    }

    private int history() {
        return stage.east().frontend().namespace(PAY).getFailoverHistoryCount();
    }
}
