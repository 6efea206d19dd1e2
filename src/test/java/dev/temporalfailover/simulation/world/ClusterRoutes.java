package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import java.util.List;
import java.util.Map;

/** One instance's way to its cluster's route, with the manners of {@code traffic.istio.IstioSwitch}. */
final class ClusterRoutes implements RouteSwitch {
    private final World world;
    private final Instance self;
    private final Cluster cluster;
    private Cluster.Route seen;

    ClusterRoutes(World world, Instance self, Cluster cluster) {
        this.world = world;
        this.self = self;
        this.cluster = cluster;
    }

    @Override
    public List<RouteReading> read() {
        RouteReading.RouteState state;
        seen = cluster.answers(self) ? cluster.routes.get(Cluster.ROUTE) : null;
        if (!cluster.answers(self)) {
            state = RouteReading.RouteState.UNREADABLE;
        } else if (seen == null) {
            state = RouteReading.RouteState.MISSING;
        } else {
            state = seen.stated().equals(seen.weights())
                    ? RouteReading.RouteState.OWNED
                    : RouteReading.RouteState.FOREIGN;
        }
        boolean blind = world.options.mutation() == Mutation.ROUTE_EPOCH_IGNORED;
        return List.of(new RouteReading(
                Cluster.ROUTE,
                state,
                seen == null ? Map.of() : seen.weights(),
                seen == null || blind ? Claim.NONE : claim(),
                ""));
    }

    private Claim claim() {
        boolean unmarked = world.options.mutation() == Mutation.TAKEOVER_MARK_IGNORED;
        return unmarked ? Claim.of(seen.epoch()) : seen.claim();
    }

    @Override
    public String render(Step step) {
        return step.toString();
    }

    @Override
    public StepOutcome apply(Step step) {
        self.mayDie("before its route");
        if (!cluster.answers(self)) {
            return new StepOutcome(StepResult.UNAVAILABLE, "no API server", "");
        }
        Cluster.Route live = cluster.routes.get(step.object());
        if (seen == null || live == null) {
            return new StepOutcome(StepResult.NOT_FOUND, "", "");
        }
        if (!live.equals(seen) || !step.before().equals(seen.weights())) {
            return new StepOutcome(StepResult.LOST_RACE, "", "");
        }
        boolean lost = cluster.losesAnswers.strikes(self.region);
        if (lost && world.random.nextBoolean()) {
            return new StepOutcome(StepResult.UNCERTAIN, "no answer", "");
        }
        world.checks().routeWritten(self, live, step);
        world.timeline.say(self.name, "route to epoch %s %s", step.claim(), step.after());
        Cluster.Route written = new Cluster.Route(step.after(), step.after(), step.claim(), live.version() + 1);
        cluster.route(step.object(), written);
        seen = written;
        return new StepOutcome(lost ? StepResult.UNCERTAIN : StepResult.APPLIED, "", "");
    }

    @Override
    public Verification verify(Step step) {
        Cluster.Route live = cluster.routes.get(step.object());
        if (!cluster.answers(self) || live == null) {
            return new Verification(Verification.Effectiveness.FAILED, "gone");
        }
        boolean is = live.weights().equals(step.after()) && live.claim().equals(step.claim());
        return new Verification(is ? Verification.Effectiveness.EFFECTIVE : Verification.Effectiveness.NOT_YET, "");
    }

    @Override
    public List<String> advice() {
        return List.of();
    }
}
