package dev.temporalfailover.faults;

import static dev.temporalfailover.faults.Arrangement.EAST;
import static dev.temporalfailover.faults.Arrangement.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kubernetes API vanishes, or somebody else has a hand in its objects, while the packaged service fails over. */
@ExtendWith(Shared.class)
class KubernetesFaultsIT {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anApiThatVanishesInMidPatchEndsTheTermAndTheRouteFollowsWhenItReturns(boolean applied, Arrangement a) {
        long epoch = a.epoch();
        a.mesh.api.vanishOnce("PATCH", "/virtualservices/", applied);
        a.east.die();
        a.until("the term has ended", () -> a.decision().equals("stay not_leader"));
        assertEquals(0, a.service.metric("temporal_failover_leader"));
        assertEquals(100, a.zone.weights().get(WEST), "DNS was moved before");
        assertEquals(applied ? 100 : 0, a.mesh.west());
        int batches = a.zone.batches.get();
        a.looks(5);
        assertEquals(batches, a.zone.batches.get(), "who does not lead writes nothing");
        a.mesh.api.restore();
        a.until("the route has followed", () -> a.mesh.west() == 100);
        a.until("leads again", () -> a.service.metric("temporal_failover_leader") == 1);
        a.until("known", () -> a.active().equals(WEST));
        a.looks(3);
        assertEquals(epoch + 1, a.epoch());
        assertEquals(batches, a.zone.batches.get());
        assertEquals(
                1,
                a.audits(epoch + 1, "applied") + a.audits(epoch + 1, "uncertain") + a.audits(epoch + 1, "unavailable"),
                "one record of the write to Route 53");
        assertTrue(a.service.log().contains("could not be renewed"));
    }

    @Test
    void aRegionThatDiesWhileTheApiIsGoneIsLeftOnlyWhenItHasReturned(Arrangement a) {
        long epoch = a.epoch();
        a.mesh.api.cut();
        a.until("the term has ended", () -> a.decision().equals("stay not_leader"));
        int batches = a.zone.batches.get();
        a.east.die();
        a.until("seen", () -> a.verdict(EAST).equals("DOWN"));
        a.looks(5);
        assertEquals(batches, a.zone.batches.get());
        a.mesh.api.restore();
        a.until("left", () -> a.active().equals(WEST));
        assertEquals(epoch + 1, a.epoch());
    }

    @Test
    void aRouteThatIsDeletedUnderUsIsMissingSaidAndDoesNotKeepDnsFromMoving(Arrangement a) {
        long epoch = a.epoch();
        a.mesh.api.delete(Mesh.ROUTE);
        a.until("missing", () -> a.routeState().equals("missing"));
        a.until("said", () -> a.service.log().contains("temporal-backend/temporal-frontend is missing"));
        assertEquals(1, a.service.metric("temporal_failover_routes", "state=\"missing\""));
        a.east.die();
        a.until("left", () -> a.active().equals(WEST));
        assertEquals(epoch + 1, a.epoch());
        a.mesh.putRoute();
        a.until("the route that returned has followed", () -> a.mesh.west() == 100);
    }

    @Test
    void aRouteThatSomebodyElseWritesIsForeignNamesTheWriterAndIsLeftAlone(Arrangement a) {
        String theirs = """
                {"spec":{"http":[{"name":"frontend","route":[
                 {"destination":{"host":"%s"},"weight":70},{"destination":{"host":"%s"},"weight":30}]}]}}
                """.formatted(Mesh.EAST_HOST, Mesh.WEST_HOST);
        a.mesh.api.edit(Mesh.ROUTE, "argocd-controller", theirs);
        try {
            a.until("foreign", () -> a.routeState().equals("foreign"));
            String detail = a.service.policy().at("/routes/0/detail").asText();
            assertTrue(detail.contains("argocd-controller"), detail);
            assertTrue(a.service.log().contains("argocd-controller"));
            long patches = a.mesh.patches();
            a.east.die();
            a.until("DNS has moved", () -> a.active().equals(WEST));
            a.looks(5);
            assertEquals(30, a.mesh.west());
            assertEquals(patches, a.mesh.patches());
        } finally {
            a.mesh.api.delete(Mesh.ROUTE);
        }
    }
}
