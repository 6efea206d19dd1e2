package dev.temporalfailover.failover.plan;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.situation;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final String NAME = "temporal-api.example.com";

    private static Plan plan(Decision decision, DnsReading dns, List<RouteReading> routes) {
        return plan(decision, dns, routes, true);
    }

    private static Plan plan(Decision decision, DnsReading dns, List<RouteReading> routes, boolean leader) {
        Situation s = new Situation(EAST, leader, Map.of(), dns, Optional.empty(), Intents.NONE, Duration.ZERO);
        return new Planner(POLICY, NAME, "pod-a").plan(decision, s, routes, at(1000));
    }

    private static Decision.Shift shift(String from, String to) {
        return new Decision.Shift(Decision.Reason.ACTIVE_DOWN, from, to, true, false, "us", List.of());
    }

    private static Decision.Stay stay() {
        return new Decision.Stay(Decision.Reason.ACTIVE_HEALTHY, List.of());
    }

    private static RouteReading route(String id, String active, long epoch, RouteReading.RouteState state) {
        return new RouteReading(id, state, POLICY.weightsFor(active), epoch, "");
    }

    @Test
    void dnsComesFirstBecauseItClaimsTheEpoch() {
        Plan plan = plan(
                shift(EAST, WEST),
                owned(record(7, EAST)),
                List.of(route("vs", EAST, 7, RouteReading.RouteState.OWNED)));
        assertEquals(
                List.of(Step.Layer.DNS, Step.Layer.ROUTE),
                plan.steps().stream().map(Step::layer).toList());
        assertEquals(8, plan.steps().get(1).record().epoch());
        assertEquals(1, plan.steps().get(0).record().switches().size());
    }

    @Test
    void routesFollowTheEpochThatWasReadWithoutADecisionOfOurOwn() {
        Plan plan = plan(stay(), owned(record(8, WEST)), List.of(route("vs", EAST, 7, RouteReading.RouteState.OWNED)));
        assertEquals(1, plan.steps().size());
        assertEquals(POLICY.weightsFor(WEST), plan.steps().get(0).after());
        assertEquals("follow", plan.reason());
    }

    @Test
    void routesDoNotFollowALastKnownEpoch() {
        DnsReading old = owned(record(8, WEST)).stale("refused");
        assertEquals(Plan.NOTHING, plan(stay(), old, List.of(route("vs", EAST, 7, RouteReading.RouteState.OWNED))));
    }

    @Test
    void aRouteThatCarriesThePresentOrANewerEpochIsLeftAlone() {
        for (long epoch : new long[] {8, 9}) {
            assertTrue(plan(
                            stay(),
                            owned(record(8, WEST)),
                            List.of(route("vs", EAST, epoch, RouteReading.RouteState.OWNED)))
                    .steps()
                    .isEmpty());
        }
    }

    @Test
    void foreignMissingAndUnreadableRoutesAreLeftAlone() {
        for (RouteReading.RouteState state : RouteReading.RouteState.values()) {
            boolean ours = state == RouteReading.RouteState.OWNED;
            Plan plan = plan(stay(), owned(record(8, WEST)), List.of(route("vs", EAST, 7, state)));
            assertEquals(ours ? 1 : 0, plan.steps().size(), state.name());
        }
    }

    @Test
    void whoDoesNotLeadPlansNothing() {
        assertEquals(Plan.NOTHING, plan(shift(EAST, WEST), owned(record(7, EAST)), List.of(), false));
    }

    @Test
    void recordsAreAdoptedAsTheyAreWithEpochOne() {
        DnsReading found = new DnsReading(
                DnsReading.State.ADOPTABLE, Optional.empty(), POLICY.weightsFor(EAST), "", Duration.ZERO, false);
        Step step = plan(stay(), found, List.of()).steps().get(0);
        assertEquals(step.before(), step.after());
        assertEquals(1, step.record().epoch());
        assertEquals(EAST, step.record().active());
    }

    @Test
    void adoptionStartsAboveWhatRoutesCarryFromADeletedEpochRecord() {
        DnsReading found = new DnsReading(
                DnsReading.State.ADOPTABLE, Optional.empty(), POLICY.weightsFor(EAST), "", Duration.ZERO, false);
        List<RouteReading> old = List.of(route("vs", WEST, 7, RouteReading.RouteState.OWNED));
        assertEquals(8, plan(stay(), found, old).steps().get(0).record().epoch());
    }

    @Provide
    Arbitrary<World> worlds() {
        Arbitrary<Long> epoch = Arbitraries.longs().between(1, 50);
        Arbitrary<String> active = Arbitraries.of(EAST, WEST);
        Arbitrary<RouteReading> route = Combinators.combine(
                        active, Arbitraries.longs().between(0, 50), Arbitraries.of(RouteReading.RouteState.class))
                .as((a, e, state) -> route("vs-" + a + e + state, a, e, state));
        return Combinators.combine(epoch, active, route.list().ofMaxSize(4).uniqueElements(RouteReading::id))
                .as(World::new);
    }

    /** What is true: the record, and this cluster's routes. */
    record World(long epoch, String active, List<RouteReading> routes) {

        World after(Step step) {
            if (step.layer() == Step.Layer.DNS) {
                assertEquals(epoch, step.epochBefore(), "the compare of the swap");
                return new World(step.record().epoch(), step.record().active(), routes);
            }
            List<RouteReading> changed = new ArrayList<>();
            for (RouteReading route : routes) {
                boolean it = route.id().equals(step.object());
                changed.add(
                        it
                                ? new RouteReading(
                                        route.id(),
                                        route.state(),
                                        step.after(),
                                        step.record().epoch(),
                                        "")
                                : route);
            }
            return new World(epoch, active, changed);
        }

        private static int sum(Map<String, Integer> weights) {
            return weights.values().stream().mapToInt(Integer::intValue).sum();
        }

        void isSafe() {
            assertTrue(sum(POLICY.weightsFor(active)) > 0);
            routes.forEach(route -> assertEquals(100, sum(route.weights()), route.id()));
        }
    }

    /** After any prefix of a plan, planning again from what is true finishes the move and then wants nothing more. */
    @Property(tries = 5000)
    void everyPrefixIsSafeAndCanBeTakenUpAgain(@ForAll("worlds") World world, @ForAll boolean move) {
        String to = world.active().equals(EAST) ? WEST : EAST;
        Decision decision = move ? shift(world.active(), to) : stay();
        Plan whole = plan(decision, owned(record(world.epoch(), world.active())), world.routes());
        for (int prefix = 0; prefix <= whole.steps().size(); prefix++) {
            World now = world;
            now.isSafe();
            for (Step step : whole.steps().subList(0, prefix)) {
                now = now.after(step);
                now.isSafe();
            }
            boolean moved = move && prefix > 0;
            Decision again = move && !moved ? decision : stay();
            World end = now;
            for (Step step : plan(again, owned(record(now.epoch(), now.active())), now.routes())
                    .steps()) {
                end = end.after(step);
                end.isSafe();
            }
            assertEquals(move ? to : world.active(), end.active());
            assertTrue(plan(stay(), owned(record(end.epoch(), end.active())), end.routes())
                    .steps()
                    .isEmpty());
            for (RouteReading route : end.routes()) {
                if (route.state() == RouteReading.RouteState.OWNED && route.epoch() == end.epoch()) {
                    boolean untouched = world.routes().contains(route);
                    assertTrue(untouched || route.weights().equals(POLICY.weightsFor(end.active())), route.id());
                }
            }
        }
    }

    @Test
    void invariantsCatchAPlanThatWouldBreakThem() {
        EpochRecord present = record(7, EAST);
        Situation s =
                situation(present, verdict(EAST, Verdict.UNKNOWN, 0), verdict(WEST, Verdict.DEGRADED, 0), Intents.NONE);
        Map<String, Integer> zero = new HashMap<>(Map.of(EAST, 0, WEST, 0));
        Step empty = dns(present, zero, record(8, WEST));
        Step fewer = dns(present, Map.of(WEST, 100), record(8, WEST));
        Step old = dns(present, POLICY.weightsFor(WEST), record(7, WEST));
        assertTrue(names(s, shift(EAST, WEST), empty).contains("weights-not-all-zero"));
        assertTrue(names(s, shift(EAST, WEST), fewer).contains("record-set-keeps-its-members"));
        assertTrue(names(s, shift(EAST, WEST), old).contains("epoch-grows"));
        assertTrue(names(s, stay(), old).contains("traffic-moves-by-decision-only"));
        assertTrue(names(s, shift(EAST, WEST), old).contains("target-is-healthy"));
        assertTrue(names(s, shift(EAST, WEST), old).contains("no-data-is-never-down"));
    }

    private static Step dns(EpochRecord present, Map<String, Integer> after, EpochRecord next) {
        Claim was = Claim.of(present.epoch());
        return new Step(Step.Layer.DNS, NAME, present.weights(), after, was, Claim.of(next.epoch()), next);
    }

    private static List<String> names(Situation s, Decision decision, Step step) {
        return Invariants.broken(s, decision, new Plan(List.of(step), "test")).stream()
                .map(breach -> breach.invariant().word())
                .toList();
    }
}
