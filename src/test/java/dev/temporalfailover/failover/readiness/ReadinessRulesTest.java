package dev.temporalfailover.failover.readiness;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.NamespaceWatch;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import dev.temporalfailover.failover.status.Readiness;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.RouteEffect;
import dev.temporalfailover.failover.status.StatusReports;
import dev.temporalfailover.failover.status.TemporalState;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.RegionJudge;
import dev.temporalfailover.failover.verdict.RegionTally;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.TargetVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** East carries the traffic; whether west could, as west's own leader sees it, and each way in which it could not. */
class ReadinessRulesTest {
    private static final String ROUTE = "VirtualService temporal-backend/temporal-frontend";
    private static final String WITNESS = "witness";
    private static final Duration NOW = seconds(1000);

    private final Map<String, RegionVerdict> verdicts =
            new HashMap<>(Map.of(EAST, verdict(EAST, Verdict.HEALTHY, 900), WEST, verdict(WEST, Verdict.HEALTHY, 900)));
    private FailoverPolicy policy =
            POLICY.with(new EvidencePolicy(Required.UNDISPUTED, List.of(EAST, WITNESS), Duration.ofSeconds(10)));
    private DnsReading dns = owned(record(7, EAST));
    private RouteReading route = new RouteReading(ROUTE, RouteState.OWNED, POLICY.weightsFor(EAST), 7, "");
    private Map<String, RouteEffect> effects = Map.of(ROUTE, new RouteEffect(true, false, "seen by canary c"));
    private final List<Opinion> opinions = new ArrayList<>(
            List.of(opinion(EAST, Opinion.Role.LEADER, 999), opinion(WITNESS, Opinion.Role.WITNESS, 999)));
    private Optional<Connectivity> connectivity = Optional.empty();
    private boolean acts = true;
    private boolean leads = true;
    private boolean intentsLive = true;
    private String intentsTrouble = "";
    private List<String> blind = List.of();
    private Optional<Duration> asked = Optional.of(seconds(990));
    private final List<DryCall> faults = new ArrayList<>();
    private List<QueuePollers> pollers = List.of();

    private static Opinion opinion(String place, Opinion.Role role, double at) {
        return new Opinion(place, role, "pod", Map.of(), Optional.of(7L), Optional.empty(), seconds(at));
    }

    private List<Readiness> report(String self) {
        PolicyStatus status = new PolicyStatus(
                policy,
                verdicts,
                dns,
                Map.of(),
                List.of(route),
                effects,
                new Decision.Stay(Decision.Reason.ACTIVE_HEALTHY, List.of()),
                Intents.NONE,
                acts,
                "pod-a",
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                new Elsewhere(opinions, connectivity),
                Observers.NONE,
                at(1000),
                new TemporalState(List.of(), Replication.NONE, NamespaceWatch.OFF, pollers),
                StatusReports.NONE);
        OwnPlace own = new OwnPlace(
                self, leads, "403 leases is forbidden", intentsLive, intentsTrouble, blind, asked, faults, List.of());
        return ReadinessRules.report(status, own).regions();
    }

    private List<ReasonAgainst> against(String region) {
        return report(WEST).stream()
                .filter(r -> r.region().equals(region))
                .findFirst()
                .orElseThrow()
                .against();
    }

    /** Exactly this one stands against west, and nothing against east, which carries the traffic. */
    private String only(ReadinessReason reason) {
        List<ReasonAgainst> found = against(WEST);
        assertEquals(List.of(reason), found.stream().map(ReasonAgainst::reason).toList(), found.toString());
        assertEquals(List.of(), against(EAST));
        return found.get(0).detail();
    }

    private static QueuePollers polled(String name, int pollers, double seen, double read) {
        return new QueuePollers(
                new CriticalQueue("pay", name, TaskKind.WORKFLOW),
                pollers,
                Optional.of(seconds(seen)),
                Optional.of(seconds(read)),
                "");
    }

    private static QueuePollers unread(String name) {
        return QueuePollers.unread(new CriticalQueue("pay", name, TaskKind.ACTIVITY));
    }

    @Test
    void taskQueuesWithoutAPollerStandAgainstTheirOwnRegion() {
        pollers = List.of(polled("orders", 2, 995, 999));
        assertEquals(List.of(), against(WEST));
        pollers = List.of(polled("orders", 2, 995, 999), polled("ship", 0, 760, 999));
        assertEquals(
                "no worker polled within 2 min: pay/ship workflow (last 4 min ago)", only(ReadinessReason.POLLERS));
        assertEquals(
                List.of(),
                report(EAST).stream()
                        .filter(r -> r.region().equals(WEST))
                        .flatMap(r -> r.against().stream())
                        .filter(r -> r.reason() == ReadinessReason.POLLERS)
                        .toList(),
                "east's leader asks east's cluster");
    }

    @Test
    void taskQueuesThatCannotBeReadAreNotTakenForPolled() {
        pollers = List.of(
                unread("a"),
                unread("b").failed("DENIED"),
                polled("c", 3, 930, 939).failed("late"));
        assertEquals(
                "whether workers poll is not known: pay/a activity (not read yet), pay/b activity (DENIED),"
                        + " pay/c workflow (late)",
                only(ReadinessReason.POLLERS));
        pollers = Collections.nCopies(12, polled("c", 0, 500, 999));
        assertTrue(only(ReadinessReason.POLLERS).endsWith(" and 2 more"), only(ReadinessReason.POLLERS));
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), text);
    }

    @Test
    void withoutAFaultEachRegionCould() {
        assertEquals(List.of(), against(WEST));
        assertEquals(List.of(), against(EAST));
        assertTrue(report(WEST).get(0).carries());
    }

    /** mTLS is STRICT but for the ports of gRPC, and the probes come from outside the mesh. */
    @Test
    void aMeshThatRefusesTwoOfTheProbedPortsIsNamedWithBoth() {
        for (String region : List.of(EAST, WEST)) {
            RegionTally tally = new RegionTally();
            target(tally, region, Service.FRONTEND, "temporal-frontend:7233", Check.SYSTEM_INFO, Verdict.HEALTHY);
            target(tally, region, Service.FRONTEND_HTTP, "temporal-frontend:7243", Check.HTTP, Verdict.DOWN);
            target(tally, region, Service.WEB_UI, "temporal-web:8080", Check.HTTP, Verdict.DOWN);
            RegionVerdict before = RegionVerdict.unknown(region, Duration.ZERO);
            verdicts.put(region, RegionJudge.judge(before, tally, List.of(), Set.of(Service.FRONTEND), seconds(999)));
        }
        List<ReasonAgainst> found = against(WEST);
        assertTrue(found.stream().allMatch(a -> a.reason() == ReadinessReason.VERDICT), found.toString());
        String all = found.toString();
        assertContains("DEGRADED", all);
        assertContains("temporal-frontend:7243", all);
        assertContains("temporal-web:8080", all);
        assertContains("connection reset", all);
        assertEquals(2, found.size(), "each target once");
        assertEquals(found.size(), against(EAST).size(), "the region that carries the traffic is not in order either");
    }

    private static void target(
            RegionTally tally, String region, Service service, String address, Check check, Verdict verdict) {
        String why = verdict == Verdict.HEALTHY ? "ok" : "2 consecutive failures (connection reset), threshold 2";
        tally.add(new RegionJudge.Judged(
                new Target(region, service, "private", address, check),
                new TargetVerdict(verdict, why, TargetVerdict.NO_DATA.signals()),
                seconds(999),
                verdict == Verdict.HEALTHY ? null : seconds(900)));
    }

    /** The Lease is held, the ConfigMap cannot be read: nobody acts, and nothing else is wrong. */
    @Test
    void intentsThatCannotBeReadAreNamedAtTheInstanceThatHoldsTheLeaseAndDoesNotAct() {
        acts = false;
        intentsLive = false;
        intentsTrouble = "403 configmaps \"temporal-failover-intents\" is forbidden";
        dns = DnsReading.unread("not read yet");
        List<ReasonAgainst> found = against(WEST);
        assertEquals(ReadinessReason.INTENTS, found.get(0).reason());
        assertContains(
                "configmaps \"temporal-failover-intents\" is forbidden",
                found.get(0).detail());
        assertEquals(1, found.size(), found.toString());
        intentsTrouble = "";
        assertContains("cannot be read", against(WEST).get(0).detail());
    }

    @Test
    void aRouteWhoseEffectNobodyCanSeeIsNamed() {
        blind = List.of(ROUTE);
        assertContains(ROUTE, only(ReadinessReason.EFFECT_UNSEEN));
    }

    @Test
    void everyReasonIsSaidNotOnlyTheFirst() {
        verdicts.put(WEST, verdict(WEST, Verdict.DEGRADED, 900));
        opinions.set(1, opinion(WITNESS, Opinion.Role.WITNESS, 900));
        dns = dns.stale("AccessDenied");
        route = new RouteReading(ROUTE, RouteState.FOREIGN, Map.of(), 7, "edited by argocd");
        faults.add(DryCall.of(ReadinessReason.KUBERNETES_RIGHTS, "may not patch"));
        asked = Optional.empty();
        assertEquals(
                List.of(
                        ReadinessReason.VERDICT,
                        ReadinessReason.EVIDENCE,
                        ReadinessReason.RECORDS,
                        ReadinessReason.ROUTES,
                        ReadinessReason.UNCHECKED,
                        ReadinessReason.KUBERNETES_RIGHTS),
                against(WEST).stream().map(ReasonAgainst::reason).toList());
    }

    @Test
    void theStandbysLeaderNeedsTheWitnessBecauseTheActiveRegionMayBeGone() {
        opinions.set(1, opinion(WITNESS, Opinion.Role.WITNESS, 900));
        String text = only(ReadinessReason.EVIDENCE);
        assertContains("1 of 3 places could confirm that us-east-1 is down", text);
        assertContains("witness is silent, last heard 100 s ago", text);
        opinions.remove(1);
        assertContains("witness was never heard", only(ReadinessReason.EVIDENCE));
    }

    @Test
    void theActiveRegionsLeaderDoesWithoutTheWitnessIfItHearsTheStandby() {
        policy = POLICY.with(new EvidencePolicy(Required.UNDISPUTED, List.of(WEST, WITNESS), Duration.ofSeconds(10)));
        opinions.clear();
        opinions.add(opinion(WEST, Opinion.Role.LEADER, 999));
        assertEquals(List.of(), report(EAST).get(1).against());
    }

    @Test
    void connectivityChecksStandInForAWitness() {
        policy = POLICY.with(new EvidencePolicy(Required.UNDISPUTED, List.of(EAST), Duration.ofSeconds(10)));
        opinions.remove(1);
        connectivity = Optional.of(new Connectivity(2, 3, "", seconds(999)));
        assertEquals(List.of(), against(WEST));
        connectivity = Optional.of(new Connectivity(1, 3, "a, b", seconds(999)));
        assertContains("connectivity 1 of 3", only(ReadinessReason.EVIDENCE));
    }

    @Test
    void aRegionWithoutALeaderTakesNoPart() {
        opinions.set(0, opinion(EAST, Opinion.Role.OBSERVER, 999));
        assertContains("no instance of us-east-1 leads", only(ReadinessReason.LEADER));
        opinions.set(0, opinion(EAST, Opinion.Role.LEADER, 980));
        assertContains("us-east-1 is silent", only(ReadinessReason.LEADER));
    }

    @Test
    void whereNobodyLeadsAnyInstanceSaysSo() {
        acts = false;
        leads = false;
        assertContains("no instance of us-west-2 leads: 403 leases is forbidden", only(ReadinessReason.LEADER));
    }

    @Test
    void anotherPlaceThatSeesTheRegionDownCountsUnlessItIsTheOneThatIsLeft() {
        Opinion.Word down = new Opinion.Word(Verdict.DOWN, "refused", seconds(900), seconds(999));
        for (String place : List.of(EAST, WITNESS)) {
            opinions.set(
                    place.equals(EAST) ? 0 : 1,
                    new Opinion(
                            place,
                            place.equals(EAST) ? Opinion.Role.LEADER : Opinion.Role.WITNESS,
                            "pod",
                            Map.of(WEST, down),
                            Optional.of(7L),
                            Optional.empty(),
                            seconds(999)));
        }
        assertEquals("witness sees it DOWN: refused", only(ReadinessReason.SEEN_DOWN));
    }

    @Test
    void recordsThatSomebodyEditedAndThoseThatCannotBeReadOrWrittenAreToldApart() {
        dns = new DnsReading(
                DnsReading.State.FOREIGN,
                dns.epoch(),
                dns.weights(),
                "west has weight 50, epoch 7 says 0",
                Duration.ZERO,
                false);
        assertEquals("foreign: west has weight 50, epoch 7 says 0", only(ReadinessReason.RECORDS));
        dns = owned(record(7, EAST)).stale("AccessDenied");
        assertEquals("cannot be read: AccessDenied", only(ReadinessReason.RECORDS));
        dns = owned(record(7, EAST)).unwritten("not authorized");
        assertEquals("cannot be written: not authorized", only(ReadinessReason.RECORDS));
    }

    @Test
    void whatIsOnlyNotAdoptedYetIsAReasonOfItsOwn() {
        dns = new DnsReading(
                        DnsReading.State.FOREIGN,
                        Optional.empty(),
                        POLICY.weightsFor(EAST),
                        "no epoch record",
                        Duration.ZERO,
                        false)
                .ofUnclaimed();
        route = new RouteReading(ROUTE, RouteState.FOREIGN, Map.of(), route.claim(), "it has no annotation", true);
        List<ReasonAgainst> found = against(WEST);
        assertEquals(2, found.size(), found.toString());
        assertTrue(found.stream().allMatch(a -> a.reason() == ReadinessReason.NOT_ADOPTED), found.toString());
        assertEquals(found, against(EAST), "it is not known yet which region carries the traffic");
    }

    @Test
    void aRouteOfAnotherEpochAndOneThatIsNotInEffectAreNamed() {
        route = new RouteReading(ROUTE, RouteState.OWNED, POLICY.weightsFor(EAST), 6, "");
        assertEquals(ROUTE + " has the mark of epoch 6, the record has epoch 7", only(ReadinessReason.ROUTES));
        route = new RouteReading(ROUTE, RouteState.OWNED, POLICY.weightsFor(EAST), 7, "");
        effects = Map.of(ROUTE, new RouteEffect(false, true, "proxy p has no route of it"));
        assertEquals(ROUTE + " not in effect: proxy p has no route of it", only(ReadinessReason.EFFECT));
    }

    @Test
    void aFaultOfOneRegionOrPolicySpeaksAgainstThatOneAlone() {
        faults.add(DryCall.against(EAST, ReadinessReason.CERTIFICATE, "of probes: ended"));
        faults.add(DryCall.of(ReadinessReason.AWS_RIGHTS, "another-policy", "GetChange: AccessDenied"));
        assertEquals(List.of(), against(WEST));
        assertEquals("of probes: ended", against(EAST).get(0).detail());
        faults.set(1, DryCall.of(ReadinessReason.AWS_RIGHTS, POLICY.name(), "GetChange: AccessDenied"));
        assertEquals("GetChange: AccessDenied", against(WEST).get(0).detail());
    }

    @Test
    void dryCallsThatEndedLongAgoSayNothing() {
        asked = Optional.of(NOW.minus(ReadinessRules.ASKED_WITHIN).minusSeconds(1));
        assertContains("last ended 15 min 1 s ago", only(ReadinessReason.UNCHECKED));
    }
}
