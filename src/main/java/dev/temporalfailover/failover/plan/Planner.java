package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.Situation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Decision + situation -> {@link Plan}: the steps that carry out the decision, or that make this region's takeover and routes
 * follow what is true.
 *
 * <pre>
 *   the record can be written       DNS (the claim), TAKEOVER if this region serves, NAMESPACES, ROUTES
 *   it cannot, all comes here now   TAKEOVER (the claim), NAMESPACES and ROUTES under it, DNS: the record catches up
 *   nothing moves                   TAKEOVER follows the record or ends, NAMESPACES and ROUTES follow the record or a takeover
 *   namespaces have come here       WORKERS last, under the claim with which they came
 * </pre>
 *
 * The claim comes first: it is the fence, and one atomic change. Every prefix is safe: before it nothing has changed; after it
 * each route still points where it did, and the next tick plans the rest from what is true.
 *
 * @param recordName the DNS record's name
 * @param owner this instance's name
 */
public record Planner(FailoverPolicy policy, String recordName, String owner) {

    /** A plan of a policy that moves no namespaces. */
    public Plan plan(Decision decision, Situation s, List<RouteReading> routes, Moment now) {
        return plan(decision, s, new Followers(routes, List.of(), Followers.SeenNames.NOTHING), now);
    }

    /** @param followers what follows a claim, as last read */
    public Plan plan(Decision decision, Situation s, Followers followers, Moment now) {
        DnsReading dns = s.dns();
        if (!s.leader()) {
            return Plan.NOTHING;
        }
        if (dns.state() == DnsReading.State.ADOPTABLE) {
            return adopt(dns, followers, now);
        }
        TakeoverRule takeover = new TakeoverRule(policy, s, owner, now);
        if (decision instanceof Shift shift && dns.state() == DnsReading.State.OWNED) {
            EpochRecord present = dns.epoch().orElseThrow();
            return takeover.claims(shift)
                    ? takeOver(shift, s, present, takeover, followers, now)
                    : move(shift, s, present, takeover, followers, now);
        }
        return follow(s, takeover, followers, now);
    }

    /** What the leaders of other regions would do in this move, one line for a person each: they hand namespaces over. */
    public List<String> byOthers(Shift shift, Situation s, Followers followers, Moment now) {
        if (policy.handover().isEmpty() || s.dns().epoch().isEmpty()) {
            return List.of();
        }
        EpochRecord next = next(shift, s.dns().epoch().get(), now);
        return HandoverNotice.lines(
                new NamespaceRule(s, followers, policy.handover(), Duration.ZERO)
                        .leftToHandOver(Claim.of(next.epoch()), next),
                s.self(),
                policy.handover().get());
    }

    private Plan move(
            Shift shift, Situation s, EpochRecord present, TakeoverRule takeover, Followers followers, Moment now) {
        EpochRecord next = next(shift, present, now);
        List<Step> steps = new ArrayList<>();
        Optional<Step> over = takeover.end();
        over.ifPresent(steps::add);
        List<Step> led = new RouteRule(s, takeover, s.intents().takeover()).led(followers.owned());
        if (!led.isEmpty()) {
            // The region that is given the traffic has claimed it already: the routes need not wait for the record.
            steps.addAll(led);
            steps.add(Step.dns(recordName, s.dns().weights(), present.epoch(), next));
            return new Plan(steps, shift.reason().word());
        }
        steps.add(Step.dns(recordName, s.dns().weights(), present.epoch(), next));
        if (over.isEmpty()) {
            takeover.after(next).ifPresent(steps::add);
        }
        namespaces(s, followers, Claim.of(next.epoch()), next, Duration.ZERO, now)
                .flatMap(rule -> rule.step(Claim.of(next.epoch()), next))
                .ifPresent(steps::add);
        for (RouteReading route : followers.owned()) {
            if (Claim.of(next.epoch()).after(route.claim())) {
                steps.add(Step.route(route, next));
            }
        }
        return new Plan(steps, shift.reason().word());
    }

    private Plan takeOver(
            Shift shift, Situation s, EpochRecord present, TakeoverRule takeover, Followers followers, Moment now) {
        List<Step> steps = new ArrayList<>();
        takeover.begin(shift.from(), present).ifPresent(steps::add);
        // What was decided now rests on what is seen now; what was decided before must not go on over a newer epoch.
        boolean carriedOn = shift.reason() == Decision.Reason.TAKEN_OVER;
        if (!carriedOn || !s.elsewhere().tellsOfMoreThan(present.epoch())) {
            RouteRule.Goal goal = takeover.goal(present.epoch(), s.self());
            Optional<NamespaceRule> namespaces =
                    namespaces(s, followers, goal.claim(), goal.says(), Duration.ZERO, now);
            namespaces.flatMap(rule -> rule.step(goal.claim(), goal.says())).ifPresent(steps::add);
            followers.owned().stream()
                    .flatMap(route -> goal.step(route).stream())
                    .forEach(steps::add);
            // Before the record, which may not be writable for long.
            namespaces.ifPresent(
                    rule -> steps.addAll(new WorkerRule(s, followers, rule, now).steps(goal.claim(), goal.says())));
        }
        steps.add(Step.dns(recordName, s.dns().weights(), present.epoch(), next(shift, present, now)));
        return new Plan(steps, shift.reason().word());
    }

    private Plan follow(Situation s, TakeoverRule takeover, Followers followers, Moment now) {
        List<Step> steps = new ArrayList<>();
        Optional<Step> turn = takeover.turn();
        turn.ifPresent(steps::add);
        boolean ends = turn.filter(step -> step.turn() == Step.Turn.ENDS).isPresent();
        Optional<Takeover> inForce = s.intents().takeover().filter(t -> !ends);
        RouteRule rule = new RouteRule(s, takeover, inForce);
        // A stored takeover may be older than a record that was never read. A route's mark would tell; a namespace has
        // none.
        Optional<RouteRule.Goal> goal =
                rule.goal().filter(known -> s.dns().epoch().isPresent());
        Optional<NamespaceRule> namespaces = goal.flatMap(known -> namespaces(
                s, followers, known.claim(), known.says(), followers.seen().under(), now));
        namespaces.flatMap(n -> n.step(goal.get().claim(), goal.get().says())).ifPresent(steps::add);
        for (RouteReading route : followers.owned()) {
            rule.step(route).ifPresent(steps::add);
        }
        namespaces.ifPresent(n -> steps.addAll(new WorkerRule(s, followers, n, now)
                .steps(goal.get().claim(), goal.get().says())));
        return steps.isEmpty() ? Plan.NOTHING : new Plan(steps, "follow");
    }

    private EpochRecord next(Shift shift, EpochRecord present, Moment now) {
        Map<String, Integer> weights = policy.weightsDuring(shift.from(), shift.to(), shift.share());
        String active = shift.share() < 100 ? shift.from() : shift.to();
        return present.next(active, weights, owner, shift.reason().word(), now.wall(), isSwitch(shift, present));
    }

    /** What counts for hold-down and velocity cap: the first step of a failback does, what follows or takes it back does not. */
    private static boolean isSwitch(Shift shift, EpochRecord present) {
        boolean follows =
                shift.reason() == Decision.Reason.FAILBACK && present.weights().getOrDefault(shift.to(), 0) > 0;
        boolean takesBack = shift.to().equals(present.active());
        return shift.automatic() && !follows && !takesBack;
    }

    /** The first epoch is above those in all marks, or what has one would not follow after the epoch record was deleted. */
    private Plan adopt(DnsReading dns, Followers followers, Moment now) {
        Optional<String> carrying = dns.weights().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .findFirst();
        if (carrying.isEmpty()) {
            return Plan.NOTHING;
        }
        LongStream marks = LongStream.concat(
                followers.routes().stream().mapToLong(RouteReading::epoch),
                followers.workers().stream().mapToLong(worker -> worker.claim().epoch()));
        long epoch = 1 + marks.max().orElse(0);
        EpochRecord first = new EpochRecord(
                epoch, carrying.get(), dns.weights(), owner, EpochRecord.ADOPTED, now.wall(), List.of());
        return new Plan(List.of(Step.dns(recordName, dns.weights(), 0, first)), EpochRecord.ADOPTED);
    }

    /** What would follow once the plan's namespaces have come to this region; for people, never applied with it. */
    public List<Step> afterwards(Shift shift, Plan plan, Situation s, Followers followers, Moment now) {
        List<Step> steps = plan.steps().stream()
                .flatMap(step -> WorkerRule.after(step, followers, s.self()).stream())
                .toList();
        if (!steps.isEmpty() || s.dns().epoch().isEmpty()) {
            return steps;
        }
        EpochRecord next = next(shift, s.dns().epoch().get(), now);
        Claim claim = Claim.of(next.epoch());
        List<NamespaceReading> handed =
                new NamespaceRule(s, followers, policy.handover(), Duration.ZERO).leftToHandOver(claim, next);
        return handed.isEmpty() ? List.of() : WorkerRule.after(handed, claim, next, followers);
    }

    /**
     * The rule by which namespaces follow the claim; empty if they must not.
     *
     * @param under how long the claim has been known here
     */
    private Optional<NamespaceRule> namespaces(
            Situation s, Followers followers, Claim claim, EpochRecord says, Duration under, Moment now) {
        // Another region's takeover is newer than the record that it stands on, and a namespace has no mark that says
        // so.
        boolean taken = claim.takeover().isEmpty()
                && says.active().equals(s.self())
                && s.elsewhere()
                        .takenOverSince(
                                s.self(), claim.epoch(), policy.evidence().fresh(), now.steady());
        return taken ? Optional.empty() : Optional.of(new NamespaceRule(s, followers, policy.handover(), under));
    }
}
