package dev.temporalfailover.real.replication;

import static dev.temporalfailover.real.replication.Stage.PAY;
import static dev.temporalfailover.real.replication.TwoClusters.EAST;
import static dev.temporalfailover.real.replication.TwoClusters.WEST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.temporalfailover.real.ground.Http;
import java.io.IOException;
import java.time.Duration;

/** The service knows from Temporal's history how far the other cluster is behind, and a planned move waits for it. */
final class LagDrill {
    /** {@code max_lag} of the service's configuration. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Duration STAYS = Duration.ofSeconds(10);

    private final Stage stage;
    private final ServicePair service;

    LagDrill(Stage stage, ServicePair service) {
        this.stage = stage;
        this.service = service;
    }

    /** Begins with the traffic in the east; ends in the west, as it was asked for, with the links up. */
    void run() throws IOException, InterruptedException {
        writes();
        boolean current = Http.within(TwoClusters.SOON, () -> within(lag()));
        stage.fact("the service knows that us-west-2 is up to date", current, String.valueOf(lag()));
        stage.clusters().blackHole(true);
        long epoch = service.zone().state().epoch();
        boolean behind = Http.within(TwoClusters.SOON, () -> {
            writes();
            return lag().path("behindSeconds").asDouble(0) > LIMIT.toSeconds() + 1;
        });
        stage.fact("the links are a black hole: it tells how far us-west-2 is behind", behind, String.valueOf(lag()));
        String refused = refusal();
        long end = System.nanoTime() + STAYS.toNanos();
        boolean stays = true;
        while (stays && System.nanoTime() - end < 0) {
            stays = service.zone().state().epoch() == epoch;
        }
        stage.fact(
                "a planned move waits for replication",
                stays && refused.contains("behind us-east-1"),
                stays ? refused : "the records moved");
        long healed = System.nanoTime();
        stage.clusters().blackHole(false);
        boolean again = Http.within(TwoClusters.SOON, () -> within(lag()));
        stage.fact(
                "the links heal: it is up to date again",
                again,
                "after " + Move.seconds(Duration.ofNanos(System.nanoTime() - healed)) + ", " + lag());
        boolean moved = Http.within(
                TwoClusters.SOON,
                () -> service.zone().state().weights().getOrDefault(WEST, 0) > 0
                        && stage.acceptance().accepts(stage.west(), PAY));
        stage.fact(
                "what was asked for is done then",
                moved,
                "starts accepted " + Move.seconds(Duration.ofNanos(System.nanoTime() - healed)) + " after the links");
    }

    private void writes() throws IOException, InterruptedException {
        stage.east().frontend().start(PAY, "lag-" + System.nanoTime());
    }

    private boolean within(JsonNode lag) {
        return lag.path("unknown").asText("?").isEmpty()
                && lag.path("behindSeconds").asDouble(99) <= LIMIT.toSeconds()
                && lag.path("ageSeconds").asDouble(99) < 15;
    }

    /** What the leader of the west, which would gain the traffic, was told of the east. */
    private JsonNode lag() throws IOException, InterruptedException {
        for (JsonNode one : service.of(WEST).get("/api/v1/namespaces").at("/0/replication")) {
            if (one.path("from").asText().equals(EAST)) {
                return one;
            }
        }
        return MissingNode.getInstance();
    }

    private String refusal() throws InterruptedException {
        try {
            return "accepted: " + service.once(WEST);
        } catch (IOException refused) {
            return refused.getMessage();
        }
    }
}
