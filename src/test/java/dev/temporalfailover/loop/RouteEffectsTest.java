package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteEffectsTest {
    private static final String ROUTE = "VirtualService a/b";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FakeRoutes routes = new FakeRoutes(POLICY.weightsFor(EAST), 7);
    private final List<String> lines = new ArrayList<>();
    private final RouteEffects watch = new RouteEffects(
            "p", new Telemetry(registry), routes, Duration.ofSeconds(10), text -> lines.add(text.substring(21)));
    private Moment now = at(100);

    private static Step step(String route, EpochRecord record) {
        RouteReading before =
                new RouteReading(route, RouteReading.RouteState.OWNED, POLICY.weightsFor(EAST), record.epoch() - 1, "");
        return Step.route(before, record);
    }

    private static RouteReading reading(RouteReading.RouteState state, long epoch) {
        return new RouteReading(ROUTE, state, POLICY.weightsFor(EAST), epoch, "");
    }

    private Double gauge() {
        Gauge gauge = registry.find("temporal_failover_route_effective")
                .tags("policy", "p", "route", ROUTE)
                .gauge();
        return gauge == null ? null : gauge.value();
    }

    private Double proxied(String region) {
        Gauge gauge = registry.find("temporal_failover_traffic_weight")
                .tags("region", region, "layer", "route", "view", "proxy")
                .gauge();
        return gauge == null ? null : gauge.value();
    }

    private List<String> alarms(int seconds) {
        List<String> alarms = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            String alarm = watch.verify(now).orElse(null);
            if (alarm != null) {
                alarms.add(alarm);
            }
            now = now.plus(Duration.ofSeconds(1));
        }
        return alarms;
    }

    @Test
    void anAlarmIsRaisedOnceAndTheRouteIsAskedAboutEverLessOftenUntilItIsEffective() {
        routes.verified = Effectiveness.NOT_YET;
        routes.detail = "proxy sidecar has no route of it";
        watch.written(step(ROUTE, record(8, WEST)), now);
        assertEquals(0.0, gauge());
        assertEquals(List.of(), alarms(10));
        assertEquals(10, routes.verifies.size(), "each second until then");

        String expected = "epoch 8: route " + ROUTE + " not effective after 10 s: proxy sidecar has no route of it";
        assertEquals(List.of(expected), alarms(600));
        assertEquals(10 + 5 + 58, routes.verifies.size(), "1, 2, 4, 8 and then 10 s");
        assertTrue(watch.effects().get(ROUTE).alarmed());
        assertFalse(watch.effects().get(ROUTE).effective());
        assertEquals(0.0, gauge());

        routes.verified = Effectiveness.EFFECTIVE;
        routes.detail = "the object and 1 of 1 proxies carry it";
        assertEquals(List.of(), alarms(600));
        assertEquals(10 + 5 + 58 + 1, routes.verifies.size(), "nobody is asked again");
        assertEquals(1.0, gauge());
        assertTrue(watch.effects().get(ROUTE).effective());
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("not effective: route " + ROUTE), lines.toString());
        assertTrue(
                lines.get(1).matches(".* effective after 61\\d s: the object and 1 of 1 proxies carry it"),
                lines.get(1));
        assertEquals(
                1,
                registry.get("temporal_failover_stage_duration_seconds").timer().count());
    }

    @Test
    void theLoopRestsUntilARouteIsDueAndNoLonger() {
        Duration second = Duration.ofSeconds(1);
        assertEquals(second, watch.rest(now, second), "nothing is watched");
        routes.verified = Effectiveness.NOT_YET;
        watch.written(step(ROUTE, record(8, WEST)), now);
        assertEquals(Duration.ZERO, watch.rest(now.plus(second), second));
        List<Long> rests = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            watch.verify(now);
            Duration rest = watch.rest(now, Duration.ofMinutes(1));
            rests.add(rest.toMillis());
            now = now.plus(rest);
        }
        assertEquals(
                List.of(250L, 500L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L),
                rests.subList(0, 11));
        assertEquals(List.of(1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L), rests.subList(12, 18));
        routes.verified = Effectiveness.EFFECTIVE;
        watch.verify(now);
        assertEquals(second, watch.rest(now, second));
    }

    @Test
    void aRouteThatProxiesCarryIsNotEffectiveUntilClientsSeeIt() {
        routes.detail = "the object and 1 of 1 proxies carry it";
        routes.clients = new Verification(Effectiveness.NOT_YET, "10 of 10 answers from us-east-1", Map.of(EAST, 1.0));
        watch.written(step(ROUTE, record(8, WEST)), now);
        assertEquals(1, alarms(20).size());
        assertEquals(0.0, gauge());
        assertEquals(
                "the object and 1 of 1 proxies carry it; 10 of 10 answers from us-east-1",
                watch.effects().get(ROUTE).detail());
        routes.clients =
                new Verification(Effectiveness.EFFECTIVE, "10 of 10 answers from us-west-2", Map.of(WEST, 1.0));
        alarms(20);
        assertEquals(1.0, gauge());
    }

    @Test
    void whatProxiesCarryIsAViewOfTheWeights() {
        routes.shares = Map.of(EAST, 0.25, WEST, 0.75);
        watch.written(step(ROUTE, record(8, WEST)), now);
        alarms(1);
        assertEquals(0.75, proxied(WEST));
    }

    @Test
    void aNewerWriteReplacesTheQuestionAndItsAlarm() {
        routes.verified = Effectiveness.NOT_YET;
        watch.written(step(ROUTE, record(8, WEST)), now);
        assertEquals(1, alarms(60).size());
        watch.written(step(ROUTE, record(9, EAST)), now);
        assertEquals(1, alarms(60).size(), "the newer one is late too");
        assertEquals(9, routes.verifies.get(routes.verifies.size() - 1).record().epoch());
        watch.follow(true, List.of(reading(RouteReading.RouteState.OWNED, 8)), Optional.of(record(8, WEST)), now);
        alarms(60);
        assertEquals(9, routes.verifies.get(routes.verifies.size() - 1).record().epoch(), "a late reading is older");
    }

    @Test
    void whatCannotBeToldIsLateTooAndNoAlarmAtOnce() {
        routes.verified = Effectiveness.FAILED;
        watch.written(step(ROUTE, record(8, WEST)), now);
        assertEquals(List.of(), alarms(10));
        assertEquals(1, alarms(1).size());
    }

    @Test
    void aNewLeaderAsksOnceAboutWhatOthersWrote() {
        watch.follow(true, List.of(reading(RouteReading.RouteState.OWNED, 7)), Optional.of(record(7, EAST)), now);
        assertEquals(0.0, gauge());
        alarms(5);
        watch.follow(true, List.of(reading(RouteReading.RouteState.OWNED, 7)), Optional.of(record(7, EAST)), now);
        alarms(5);
        assertEquals(1, routes.verifies.size());
        assertEquals(POLICY.weightsFor(EAST), routes.verifies.get(0).after());
        assertEquals(1.0, gauge());
        assertEquals(List.of(), lines, "nothing has changed");
    }

    @Test
    void aRestartDoesNotTurnNotEffectiveIntoSilence() {
        routes.verified = Effectiveness.NOT_YET;
        watch.follow(true, List.of(reading(RouteReading.RouteState.OWNED, 7)), Optional.of(record(7, EAST)), now);
        assertEquals(1, alarms(60).size());
        assertEquals(0.0, gauge());
    }

    @Test
    void whatIsNotOursOrNotYetWrittenIsNotAskedAbout() {
        for (RouteReading.RouteState state : RouteReading.RouteState.values()) {
            boolean ours = state == RouteReading.RouteState.OWNED;
            watch.follow(true, List.of(reading(state, ours ? 6 : 7)), Optional.of(record(7, EAST)), now);
        }
        watch.follow(true, List.of(reading(RouteReading.RouteState.OWNED, 0)), Optional.empty(), now);
        alarms(5);
        assertEquals(0, routes.verifies.size());
        assertNull(gauge());
    }

    @Test
    void whoNoLongerLeadsWatchesNothing() {
        routes.verified = Effectiveness.NOT_YET;
        routes.shares = Map.of(EAST, 0.25, WEST, 0.75);
        watch.written(step(ROUTE, record(8, WEST)), now);
        watch.verify(now);
        assertEquals(0.25, proxied(EAST));
        watch.follow(false, List.of(reading(RouteReading.RouteState.OWNED, 8)), Optional.of(record(8, WEST)), now);
        assertEquals(List.of(), alarms(60));
        assertEquals(Map.of(), watch.effects());
        assertNull(gauge());
        assertNull(proxied(EAST));
        assertNull(proxied(WEST));
    }

    @Test
    void aRouteThatVanishedIsForgottenButNotOneThatCannotBeRead() {
        watch.written(step(ROUTE, record(8, WEST)), now);
        RouteReading unread =
                new RouteReading("VirtualService a/[x]", RouteReading.RouteState.UNREADABLE, Map.of(), 0, "");
        watch.follow(true, List.of(unread), Optional.of(record(8, WEST)), now);
        assertEquals(0.0, gauge());
        watch.follow(true, List.of(), Optional.of(record(8, WEST)), now);
        assertNull(gauge());
    }

    @Test
    void aRouteThatDoesNotAnswerHoldsTheLoopOnceATickAndTheOthersGetTheirTurn() {
        routes.verified = Effectiveness.NOT_YET;
        for (String one : List.of("a", "b", "c")) {
            watch.written(step(one, record(8, WEST)), now);
        }
        assertEquals(List.of(), alarms(10));
        assertEquals(10, routes.verifies.size(), "one a tick");
        assertEquals(3, alarms(30).size(), "one for each");
        assertEquals(3, routes.verifies.stream().map(Step::object).distinct().count());
        routes.verified = Effectiveness.EFFECTIVE;
        alarms(11);
        assertTrue(watch.effects().values().stream().allMatch(effect -> effect.effective()));
    }
}
