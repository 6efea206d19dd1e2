package dev.temporalfailover.sandbox;

import static dev.temporalfailover.emulator.regions.World.EAST;
import static dev.temporalfailover.emulator.regions.World.WEST;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.time.Duration;
import java.util.Map;

/** A region's Temporal dies, traffic moves, the region returns, a person moves the traffic back. */
final class Story implements Scenario {
    static final String NAME = "story";
    private static final Duration WATCH = Duration.ofSeconds(3);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String shows() {
        return "the active region's Temporal dies, traffic moves; it returns, and a person moves the traffic back";
    }

    @Override
    public void play(Play play) throws Exception {
        play.callFor(WEST, "outage");
        play.timeline.fault(EAST + " Temporal killed");
        play.world.temporal.get(EAST).kill();
        play.moved("failover", WEST);
        restore(play);
        failback(play);
    }

    private static void restore(Play play) throws Exception {
        play.timeline.over();
        play.timeline.say("restoring " + EAST + " Temporal");
        play.temporalBack(EAST);
        play.steady(WEST);
        play.timeline.say(
                "both regions are HEALTHY again; traffic stays in " + WEST + " until a person says otherwise");
        play.unmoved(WATCH);
    }

    private static void failback(Play play) throws Exception {
        // Any instance takes what a person wants; only the leader can say beforehand what that would change.
        ServiceProcess service = play.observers
                .leader(WEST)
                .map(leader -> play.world.services.named(leader.service().name()))
                .orElseThrow(() -> new Await.Missing("nobody leads " + WEST));
        JsonNode plan = service.get("/api/v1/plan?to=" + EAST);
        if (plan.path("steps").isEmpty()) {
            throw new Await.Missing("the plan of a failback has no steps");
        }
        String hash = plan.path("hash").asText();
        play.timeline.say("the operator reads the plan, hash " + hash + ":");
        plan.path("steps").forEach(step -> play.timeline.text(" ".repeat(23) + step.asText()));
        play.callFor(EAST, "failback");
        play.timeline.fault("the operator approves the failback to " + EAST);
        service.post(
                "/api/v1/failback",
                play.world.operatorToken,
                Map.of("to", EAST, "by", "sandbox-operator", "reason", EAST + " is back", "planHash", hash));
        play.moved("failback", EAST);
        play.timeline.over();
    }
}
