package dev.temporalfailover.app;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.Step;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Whether the routes that were written took effect. Owned by one loop thread. */
final class RouteWatch {
    private final String policy;
    private final Telemetry telemetry;
    private final RouteSwitch routeSwitch;
    private final Duration effectiveWithin;
    private final Consumer<String> line;
    /** Routes that were written and not yet found to say so, by name. */
    private final Map<String, WrittenRoute> routes = new TreeMap<>();

    private record WrittenRoute(Step step, Duration at) {}

    /**
     * @param effectiveWithin after which time a route is called not effective
     * @param line takes one line for a person at each change
     */
    RouteWatch(
            String policy,
            Telemetry telemetry,
            RouteSwitch routeSwitch,
            Duration effectiveWithin,
            Consumer<String> line) {
        this.policy = policy;
        this.telemetry = telemetry;
        this.routeSwitch = routeSwitch;
        this.effectiveWithin = effectiveWithin;
        this.line = line;
    }

    /** A route's patch was accepted. */
    void written(Step route, Moment now) {
        routes.put(route.object(), new WrittenRoute(route, now.steady()));
    }

    /** Asks once about each written route. Returns an alarm for the first that does not say what was written, or null. */
    String verify(Moment now) {
        for (WrittenRoute route : List.copyOf(routes.values())) {
            Verification answer = routeSwitch.verify(route.step());
            String name = route.step().object();
            boolean late = now.steady().minus(route.at()).compareTo(effectiveWithin) >= 0;
            if (answer.state() == Verification.State.EFFECTIVE) {
                routes.remove(name);
                telemetry.stage(policy, "route", now.steady().minus(route.at()));
                line.accept(now.wall() + " route " + name + " effective");
            } else if (answer.state() == Verification.State.FAILED || late) {
                routes.remove(name);
                line.accept(now.wall() + " not effective: route " + name + ": " + answer.detail());
                return "route " + name + " not effective: " + answer.detail();
            }
        }
        return null;
    }
}
