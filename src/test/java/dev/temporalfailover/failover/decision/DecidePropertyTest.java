package dev.temporalfailover.failover.decision;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.plan.Invariants;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Planner;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of every decision, whatever the situation. */
class DecidePropertyTest {

    @Provide
    Arbitrary<Situation> situations() {
        Arbitrary<Verdict> verdict = Arbitraries.of(Verdict.class);
        Arbitrary<Integer> since = Arbitraries.integers().between(0, 1000);
        Arbitrary<RegionVerdict> east = Combinators.combine(verdict, since).as((v, s) -> verdict(EAST, v, s));
        Arbitrary<RegionVerdict> west = Combinators.combine(verdict, since).as((v, s) -> verdict(WEST, v, s));
        Arbitrary<EpochRecord> record = Combinators.combine(
                        Arbitraries.longs().between(1, 9),
                        Arbitraries.of(EAST, WEST),
                        since.list().ofMaxSize(4))
                .as((epoch, active, switches) -> record(
                        epoch,
                        active,
                        switches.stream().mapToDouble(i -> i).sorted().toArray()));
        Arbitrary<Intents.Request> request = Combinators.combine(
                        Arbitraries.of(EAST, WEST, "eu-west-1"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((to, automatic, force) -> new Intents.Request(
                        Intents.Kind.FAILOVER, to, "ann", "r", automatic, force, EPOCH.plusSeconds(2000)));
        Arbitrary<Intents> intents = Combinators.combine(
                        request.optional(),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(0, 9).optional())
                .as((r, held, takeover) -> Intents.NONE
                        .withRequest(r)
                        .withHold(
                                held
                                        ? Optional.of(new Intents.Hold("bo", "x", EPOCH.plusSeconds(2000)))
                                        : Optional.empty())
                        .withTakeover(takeover.map(e -> new Intents.Takeover(EAST, e, EPOCH))));
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        east,
                        west,
                        record,
                        Arbitraries.of(DnsReading.State.class),
                        intents,
                        since)
                .as((leader, e, w, r, state, i, started) -> new Situation(
                        WEST,
                        leader,
                        Map.of(EAST, e, WEST, w),
                        new DnsReading(
                                state,
                                state == DnsReading.State.UNREAD ? Optional.empty() : Optional.of(r),
                                r.weights(),
                                "",
                                Duration.ZERO,
                                false),
                        r.switches().isEmpty()
                                ? Optional.empty()
                                : Optional.of(Duration.between(
                                        r.switches().get(r.switches().size() - 1), at(1000).wall())),
                        i,
                        seconds(started)));
    }

    @Property(tries = 20_000)
    void noDecisionAndNoPlanOfItBreaksAnInvariant(@ForAll("situations") Situation s) {
        Moment now = at(1000);
        Decision decision = Decide.decide(s, POLICY, now);
        Plan plan = new Planner(POLICY, "n", "pod").plan(decision, s, List.of(), now);
        assertEquals(List.of(), Invariants.broken(s, decision, plan));
        if (decision instanceof Decision.Shift shift) {
            assertNotEquals(shift.from(), shift.to());
            assertTrue(s.leader() && s.dns().state() == DnsReading.State.OWNED);
            boolean asked = s.intents().request().isPresent();
            boolean takeover = shift.reason() == Decision.Reason.TAKEN_OVER;
            assertTrue(asked || takeover || s.verdict(shift.from()).verdict() == Verdict.DOWN);
            if (s.intents().hold().isPresent()) {
                assertTrue(shift.forced(), "a hold gives way to force only");
            }
        }
    }

    /** What a person is told beforehand is what happens. */
    @Property(tries = 20_000)
    void aMoveBeginsIfAndOnlyIfNoRuleIsNamedAgainstIt(@ForAll("situations") Situation s) {
        Decision decision = Decide.decide(s, POLICY, at(1000));
        List<Decision.Rule> against = Decide.against(s, POLICY, at(1000));
        assertEquals(decision instanceof Decision.Shift, against.isEmpty(), decision + " " + against);
        if (!against.isEmpty()) {
            assertEquals(decision.reason(), against.get(0).name());
        }
    }

    @Property(tries = 20_000)
    void aDecisionDependsOnNothingButItsArguments(@ForAll("situations") Situation s) {
        assertEquals(Decide.decide(s, POLICY, at(1000)), Decide.decide(s, POLICY, at(1000)));
    }

    /** A region that flaps for an hour causes one switch: each tick sees another verdict, hold-down does the rest. */
    @Property(tries = 200)
    void flappingForAnHourCausesAtMostOneSwitch(
            @ForAll List<@net.jqwik.api.constraints.IntRange(min = 1, max = 200) Integer> runs) {
        EpochRecord record = record(1, EAST);
        int switches = 0;
        double now = 100;
        boolean down = false;
        for (int i = 0; now < 3700 && !runs.isEmpty(); i++) {
            down = !down;
            RegionVerdict east = verdict(EAST, down ? Verdict.DOWN : Verdict.HEALTHY, now);
            RegionVerdict west = verdict(WEST, down ? Verdict.HEALTHY : Verdict.DOWN, now);
            int run = runs.get(i % runs.size());
            for (int second = 0; second < run && now < 3700; second++, now++) {
                Optional<Duration> since = record.switches().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Duration.between(
                                record.switches().get(record.switches().size() - 1), at(now).wall()));
                Situation s = new Situation(
                        WEST, true, Map.of(EAST, east, WEST, west), owned(record), since, Intents.NONE, Duration.ZERO);
                if (Decide.decide(s, POLICY, at(now)) instanceof Decision.Shift shift) {
                    record = record.next(shift.to(), POLICY.weightsFor(shift.to()), "p", "r", at(now).wall(), true);
                    switches++;
                }
            }
        }
        assertTrue(switches <= 1, switches + " switches");
    }
}
