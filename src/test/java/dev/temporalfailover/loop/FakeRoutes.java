package dev.temporalfailover.loop;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One route in memory. */
final class FakeRoutes implements RouteSwitch {
    RouteReading route;
    Verification.Effectiveness verified = Verification.Effectiveness.EFFECTIVE;
    String detail = "";
    Map<String, Double> shares = Map.of();
    /** What canary clients say; null: there are none. */
    Verification clients;

    final List<Step> verifies = new ArrayList<>();
    StepOutcome.StepResult next = StepOutcome.StepResult.APPLIED;
    final List<Step> applied = new ArrayList<>();

    FakeRoutes(Map<String, Integer> weights, long epoch) {
        route = new RouteReading("VirtualService a/b", RouteReading.RouteState.OWNED, weights, epoch, "");
    }

    @Override
    public List<RouteReading> read() {
        return List.of(route);
    }

    @Override
    public String render(Step step) {
        return step.toString();
    }

    @Override
    public StepOutcome apply(Step step) {
        if (next == StepOutcome.StepResult.APPLIED) {
            applied.add(step);
            route = new RouteReading(route.id(), route.state(), step.after(), step.claim(), "");
        }
        return new StepOutcome(next, "", "");
    }

    @Override
    public Verification verify(Step step) {
        verifies.add(step);
        return new Verification(verified, detail, shares);
    }

    @Override
    public Optional<Verification> clients(Step step, Duration since) {
        return Optional.ofNullable(clients);
    }

    @Override
    public List<String> advice() {
        return List.of();
    }
}
