package dev.temporalfailover.api;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.RouteEffect;
import dev.temporalfailover.failover.status.StatusReports;
import dev.temporalfailover.failover.status.TemporalState;
import dev.temporalfailover.failover.verdict.Evidence;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Tier;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** States of the seed's two regions, as a loop would have seen them. */
final class Sample {
    static final String EAST = "us-east-1";
    static final String WEST = "us-west-2";
    static final String POLICY = "temporal-api-failover";
    static final Instant WALL = FakeOperations.WALL;
    private static final Duration SEEN = Duration.ofMinutes(10).minusMillis(400);

    private Sample() {}

    static FailoverPolicy policy(String name) {
        return new FailoverPolicy(
                name,
                List.of(EAST, WEST),
                100,
                new SwitchLimits(
                        Duration.ofHours(1), Duration.ofMinutes(5), 3, Duration.ofHours(24), Duration.ofSeconds(30)));
    }

    static PolicyStatus steady() {
        return status(POLICY, Verdict.HEALTHY, Verdict.HEALTHY, EAST, List.of());
    }

    /** Another instance of the region leads; this one reads no records. */
    static PolicyStatus following(String holder) {
        PolicyStatus s = status(POLICY, Verdict.HEALTHY, Verdict.HEALTHY, null, List.of());
        return with(s, s.dns(), Map.of(), false, holder);
    }

    /** The leader has read the records once, and since then Route 53 throttles it. */
    static PolicyStatus throttled() {
        PolicyStatus s = steady();
        return with(s, s.dns().stale("throttled"), s.effects(), true, s.holder());
    }

    private static PolicyStatus with(
            PolicyStatus s, DnsReading dns, Map<String, RouteEffect> effects, boolean leader, String holder) {
        return new PolicyStatus(
                s.policy(),
                s.verdicts(),
                dns,
                s.resolver(),
                s.routes(),
                effects,
                s.decision(),
                s.intents(),
                leader,
                holder,
                s.takenOver(),
                s.switching(),
                s.stages(),
                s.advice(),
                s.elsewhere(),
                s.observers(),
                s.at(),
                s.temporal(),
                s.reports());
    }

    static PolicyStatus status(String name, Verdict east, Verdict west, String active, List<String> takenOver) {
        Map<String, Integer> weights = active == null ? Map.of() : policy(name).weightsFor(active);
        return status(name, east, west, active, takenOver, weights);
    }

    /** A failback to the first region is under way: the second carries the rest. */
    static PolicyStatus stepping(int share) {
        Map<String, Integer> weights = policy(POLICY).weightsDuring(WEST, EAST, share);
        return status(POLICY, Verdict.HEALTHY, Verdict.HEALTHY, WEST, List.of(), weights);
    }

    private static PolicyStatus status(
            String name,
            Verdict east,
            Verdict west,
            String active,
            List<String> takenOver,
            Map<String, Integer> weights) {
        EpochRecord record = active == null
                ? null
                : new EpochRecord(7, active, weights, "pod-a", "requested", WALL.minusSeconds(86_400), List.of());
        DnsReading dns = record == null
                ? DnsReading.unread("not read yet")
                : new DnsReading(
                        DnsReading.State.OWNED, Optional.of(record), record.weights(), "", SEEN.minusSeconds(4), false);
        return new PolicyStatus(
                policy(name),
                Map.of(EAST, verdict(EAST, east), WEST, verdict(WEST, west)),
                dns,
                active == null ? Map.of() : Map.of(active, 1.0, active.equals(EAST) ? WEST : EAST, 0.0),
                active == null
                        ? List.of()
                        : List.of(new RouteReading(
                                "VirtualService temporal-backend/temporal-frontend",
                                RouteReading.RouteState.OWNED,
                                policy(name).weightsFor(active),
                                7,
                                "")),
                active == null
                        ? Map.of()
                        : Map.of(
                                "VirtualService temporal-backend/temporal-frontend",
                                new RouteEffect(false, true, "proxy sidecar has no route of it")),
                decision(east),
                Intents.NONE,
                true,
                "pod-a",
                takenOver,
                List.of(),
                Map.of(),
                List.of(),
                ELSEWHERE,
                new Observers(
                        4,
                        List.of("pod-e"),
                        1,
                        Map.of(EAST, Set.of("pod-c")),
                        Map.of("pod-d", List.of("us-east-1/frontend/edge 10.0.0.9:7233 system_info"))),
                new Moment(WALL.minusMillis(400), SEEN),
                TemporalState.NONE,
                StatusReports.NONE);
    }

    /** The other region's leader a second ago with a hold, and a witness that has been silent for a minute. */
    private static final Elsewhere ELSEWHERE = new Elsewhere(
            List.of(
                    new Opinion(
                            WEST,
                            Opinion.Role.LEADER,
                            "pod-w",
                            Map.of(
                                    EAST,
                                    new Opinion.Word(Verdict.DOWN, "gone", SEEN.minusSeconds(9), SEEN.minusSeconds(1))),
                            Optional.of(7L),
                            Optional.of(new Opinion.Held("ann", "drill", SEEN.plusSeconds(60))),
                            SEEN.minusSeconds(1)),
                    new Opinion(
                            "witness-1",
                            Opinion.Role.WITNESS,
                            "pod-x",
                            Map.of(),
                            Optional.empty(),
                            Optional.empty(),
                            SEEN.minusSeconds(60))),
            Optional.of(new Elsewhere.Connectivity(2, 3, "10.0.0.9:443 refused", SEEN.minusSeconds(2))));

    static RegionVerdict verdict(String region, Verdict verdict) {
        String why = verdict == Verdict.DOWN
                ? region + "/frontend/private 10.0.0.7:7233 system_info: 2 consecutive failures, threshold 2: refused"
                : "6 targets healthy";
        List<Evidence> evidence = List.of(
                new Evidence(region + "/frontend/private 10.0.0.7:7233 system_info", verdict, why, SEEN),
                new Evidence(region + "/history/private 10.0.0.9:7234 grpc_health", Verdict.HEALTHY, "ok", SEEN));
        return new RegionVerdict(
                region,
                verdict,
                SEEN.minusSeconds(95),
                verdict == Verdict.DOWN ? Tier.REACH : null,
                why,
                evidence,
                verdict == Verdict.DOWN ? SEEN.minusSeconds(101) : null,
                SEEN);
    }

    static Decision decision(Verdict east) {
        boolean down = east == Verdict.DOWN;
        List<Rule> rules = List.of(
                new Rule(Reason.NOT_LEADER, true, "this instance leads"),
                new Rule(Reason.DNS_UNREAD, true, "owned, epoch 7 active us-east-1"),
                new Rule(
                        down ? Reason.ACTIVE_DOWN : Reason.ACTIVE_HEALTHY,
                        down,
                        "us-east-1 " + east + " for 95 s: "
                                + verdict(EAST, east).why()),
                new Rule(Reason.DNS_NOT_OURS, true, "owned, epoch 7 active us-east-1"),
                new Rule(Reason.HELD, true, "no hold"),
                new Rule(Reason.NO_HEALTHY_TARGET, true, "us-west-2 HEALTHY for 95 s: 6 targets healthy"),
                new Rule(Reason.QUIET_PERIOD, true, "up for 600 s, quiet for 30 s"),
                new Rule(Reason.HOLD_DOWN, !down, down ? "last automatic switch 600 s ago, hold-down 3600 s" : "none"),
                new Rule(Reason.VELOCITY_CAP, true, "0 automatic switches in 86400 s, cap 3"));
        return down
                ? new Decision.Refuse(Reason.HOLD_DOWN, WEST, rules)
                : new Decision.Stay(Reason.ACTIVE_HEALTHY, rules);
    }

    /** A plan of the record and one route. */
    static Plan plan(String to) {
        EpochRecord next = new EpochRecord(8, to, policy(POLICY).weightsFor(to), "pod-a", "requested", WALL, List.of());
        Step record = Step.dns("temporal-api.example.com", policy(POLICY).weightsFor(EAST), 7, next);
        return new Plan(List.of(record, Step.route(steady().routes().get(0), next)), "requested");
    }

    static List<String> requests(String to) {
        return List.of(
                "{\n  \"Comment\" : \"to " + to + "\",\n  \"Changes\" : [ ]\n}",
                "PATCH /apis/networking.istio.io/v1/namespaces/temporal-backend/virtualservices/temporal-frontend\n"
                        + "[ {\n  \"op\" : \"test\"\n} ]");
    }

    static AuditEntry audit(long epoch) {
        Map<String, Duration> stages = new LinkedHashMap<>();
        stages.put("detect", Duration.ofMillis(10_420));
        stages.put("decide", Duration.ofMillis(38));
        stages.put("write", Duration.ofMillis(212));
        stages.put("insync", Duration.ofMillis(31_904));
        stages.put("verify", Duration.ofMillis(4_100));
        return new AuditEntry(
                POLICY,
                epoch,
                WALL.minusSeconds(600),
                "pod-a",
                "temporal-failover",
                true,
                false,
                "active_down",
                "",
                EAST,
                WEST,
                Map.of(EAST, 100, WEST, 0),
                Map.of(EAST, 0, WEST, 100),
                "applied",
                verdict(EAST, Verdict.DOWN).evidence(),
                decision(Verdict.DOWN).rules(),
                List.of("DNS temporal-api.example.com epoch 7->8: applied"),
                stages);
    }
}
