package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.readiness.OwnPlace;
import dev.temporalfailover.failover.readiness.ReadinessRules;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.status.Readiness;
import dev.temporalfailover.failover.status.Readiness.ReasonAgainst;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.Verification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a loop publishes is enough to say why its region could not take the traffic, before it must. */
class ReadinessLoopTest extends LoopHarness {
    ReadinessLoopTest() {
        super(POLICY);
    }

    private List<ReasonAgainst> against() {
        OwnPlace own = new OwnPlace(
                WEST,
                leads,
                "",
                store.reachable,
                store.trouble,
                List.of(),
                Optional.of(now.steady()),
                List.of(),
                List.of());
        return ReadinessRules.report(status, own).regions().stream()
                .filter(region -> region.region().equals(WEST))
                .map(Readiness::against)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aQuietPairIsReady() {
        both(Verdict.HEALTHY);
        ticks(3);
        assertTrue(status.leader());
        assertEquals(EAST, dns.record.active());
        assertEquals(List.of(), against());
    }

    /** The Lease is held and the ConfigMap of intents was never read: the loop does not act, and the report says why. */
    @Test
    void aLeaderThatMustNotActBecauseItCannotReadTheIntentsSaysSo() {
        store.reachable = false;
        store.trouble = "configmaps \"temporal-failover-intents\" is forbidden";
        both(Verdict.HEALTHY);
        ticks(3);
        assertFalse(status.leader(), "it holds the Lease and does not act");
        List<ReasonAgainst> found = against();
        assertEquals(List.of(new ReasonAgainst(ReadinessReason.INTENTS, store.trouble)), found);
    }

    @Test
    void aStandbyThatIsNotAFitTargetSaysSoWhileAllIsQuiet() {
        both(Verdict.DEGRADED);
        ticks(3);
        assertEquals(ReadinessReason.VERDICT, against().get(0).reason());
    }

    @Test
    void aRouteThatWasEditedAndOneThatIsNotInEffectAreSaid() {
        both(Verdict.HEALTHY);
        routes.verified = Verification.Effectiveness.NOT_YET;
        routes.detail = "proxy p has other weights";
        ticks(3);
        assertEquals(ReadinessReason.EFFECT, against().get(0).reason());
        routes.route = new RouteReading(
                routes.route.id(), RouteReading.RouteState.FOREIGN, Map.of(EAST, 50, WEST, 50), 7, "argocd");
        loop.routesChanged();
        ticks(2);
        assertEquals(
                List.of(new ReasonAgainst(ReadinessReason.ROUTES, "VirtualService a/b foreign: argocd")), against());
    }
}
