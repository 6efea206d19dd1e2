package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.status.RouteEffect;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Whether each route of the present epoch is in effect. A route is asked about from its write on, and once more by
 * every new leader, until the answer is yes: an alarm is raised once and the question stays open. Owned by one loop
 * thread, which each {@link #verify} holds for one route that does not answer, whatever their number.
 */
final class RouteEffects {
    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration BEFORE_ALARM = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final String policy;
    private final Telemetry telemetry;
    private final RouteSwitch routeSwitch;
    private final Duration effectiveWithin;
    private final Consumer<String> line;
    private final Map<String, Watched> watched = new TreeMap<>();
    /** Regions whose share proxies or clients reported. */
    private final Set<String> shared = new TreeSet<>();

    /** One route of one epoch. */
    private static final class Watched {
        private final Step step;
        private final Duration since;
        private final boolean ours;
        private Duration next;
        private Duration distance = SOON;
        private boolean alarmed;
        private boolean effective;
        private String detail = "not asked yet";

        Watched(Step step, boolean ours, Duration now) {
            this.step = step;
            this.ours = ours;
            this.since = now;
            this.next = now;
        }
    }

    /**
     * @param effectiveWithin after which time a route that is not in effect is an alarm
     * @param line takes one line for a person at each change
     */
    RouteEffects(
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
        watch(route, true, now);
    }

    /**
     * Follows the routes that agree with the epoch record and whose effect is not known: after a restart, a new
     * leader or a write whose answer was lost. An instance that does not lead watches nothing.
     */
    void follow(boolean leads, Collection<RouteReading> routes, Optional<EpochRecord> record, Moment now) {
        Set<String> present = routes.stream().map(RouteReading::id).collect(Collectors.toSet());
        boolean unknown = routes.stream().anyMatch(r -> r.state() == RouteReading.RouteState.UNREADABLE);
        for (String name : List.copyOf(watched.keySet())) {
            if (!leads || !unknown && !present.contains(name)) {
                watched.remove(name);
                telemetry.routeForgotten(policy, name);
            }
        }
        if (watched.isEmpty()) {
            for (String region : shared) {
                telemetry.weightForgotten(policy, region, "route", "proxy");
                telemetry.weightForgotten(policy, region, "route", "client");
            }
            shared.clear();
        }
        if (!leads || record.isEmpty()) {
            return;
        }
        for (RouteReading route : routes) {
            Watched known = watched.get(route.id());
            boolean says = route.state() == RouteReading.RouteState.OWNED
                    && route.epoch() == record.get().epoch();
            if (says && (known == null || route.claim().after(known.step.claim()))) {
                watch(Step.asItIs(route, record.get()), false, now);
            }
        }
    }

    private void watch(Step step, boolean ours, Moment now) {
        watched.put(step.object(), new Watched(step, ours, now.steady()));
        telemetry.routeEffective(policy, step.object(), false);
    }

    /** Asks about the routes that are due, up to the first that is not in effect. Returns an alarm to raise once. */
    Optional<String> verify(Moment now) {
        List<Watched> due = watched.values().stream()
                .filter(route -> !route.effective && now.steady().compareTo(route.next) >= 0)
                .sorted(Comparator.comparing(route -> route.next))
                .toList();
        for (Watched route : due) {
            Verification answer = asked(route, now);
            route.detail = answer.detail();
            if (answer.state() != Effectiveness.EFFECTIVE) {
                return notYet(route, now);
            }
            effective(route, now);
        }
        return Optional.empty();
    }

    /** The object and the proxies; only if these have it, the clients. */
    private Verification asked(Watched route, Moment now) {
        Verification carried = routeSwitch.verify(route.step);
        shared("proxy", carried);
        if (carried.state() != Effectiveness.EFFECTIVE) {
            return carried;
        }
        Duration since = now.steady().minus(route.since);
        return routeSwitch
                .clients(route.step, since)
                .map(seen -> {
                    shared("client", seen);
                    return new Verification(seen.state(), carried.detail() + "; " + seen.detail());
                })
                .orElse(carried);
    }

    private void shared(String view, Verification answer) {
        answer.shares().forEach((region, share) -> telemetry.weight(policy, region, "route", view, share));
        shared.addAll(answer.shares().keySet());
    }

    private void effective(Watched route, Moment now) {
        Duration took = now.steady().minus(route.since);
        route.effective = true;
        telemetry.routeEffective(policy, route.step.object(), true);
        if (route.ours) {
            telemetry.stage(policy, Stage.ROUTE, took);
        }
        if (route.ours || route.alarmed) {
            String after = route.alarmed ? " effective after " + took.toSeconds() + " s: " : " effective: ";
            line.accept(now.wall() + " route " + route.step.object() + after + route.detail);
        }
    }

    private Optional<String> notYet(Watched route, Moment now) {
        Duration lasts = now.steady().minus(route.since);
        boolean alarm = !route.alarmed && lasts.compareTo(effectiveWithin) >= 0;
        route.alarmed |= alarm;
        route.next = now.steady().plus(route.distance);
        Duration longest = route.alarmed ? LONGEST : BEFORE_ALARM;
        Duration twice = route.distance.multipliedBy(2);
        route.distance = twice.compareTo(longest) > 0 ? longest : twice;
        if (!alarm) {
            return Optional.empty();
        }
        line.accept(now.wall() + " not effective: route " + route.step.object() + ": " + route.detail);
        return Optional.of("epoch " + route.step.claim() + ": route " + route.step.object() + " not effective after "
                + lasts.toSeconds() + " s: " + route.detail);
    }

    /** How long until the next route is due, and no longer than {@code longest}. */
    Duration rest(Moment now, Duration longest) {
        return watched.values().stream()
                .filter(route -> !route.effective)
                .map(route -> route.next.minus(now.steady()))
                .filter(rest -> rest.compareTo(longest) < 0)
                .min(Comparator.naturalOrder())
                .map(rest -> rest.isNegative() ? Duration.ZERO : rest)
                .orElse(longest);
    }

    /** What is known of each route that is watched, by name. */
    Map<String, RouteEffect> effects() {
        Map<String, RouteEffect> effects = new TreeMap<>();
        watched.forEach(
                (name, route) -> effects.put(name, new RouteEffect(route.effective, route.alarmed, route.detail)));
        return effects;
    }
}
