package dev.temporalfailover.traffic.istio;

import static dev.temporalfailover.traffic.istio.Cluster.EAST;
import static dev.temporalfailover.traffic.istio.Cluster.ID;
import static dev.temporalfailover.traffic.istio.Cluster.OBJECT;
import static dev.temporalfailover.traffic.istio.Cluster.TO_EAST;
import static dev.temporalfailover.traffic.istio.Cluster.TO_WEST;
import static dev.temporalfailover.traffic.istio.Cluster.WEST;
import static dev.temporalfailover.traffic.istio.Cluster.frontend;
import static dev.temporalfailover.traffic.istio.Cluster.pair;
import static dev.temporalfailover.traffic.istio.Cluster.settings;
import static dev.temporalfailover.traffic.istio.Cluster.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteDestination;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be moved, what is left alone, and whom the detail names. */
class RouteOwnershipTest {
    private final Cluster cluster = new Cluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    private RouteReading read(RouteSettings settings) {
        List<RouteReading> found = cluster.open(settings).read();
        assertEquals(1, found.size());
        return found.get(0);
    }

    private void assertReading(RouteState state, String detail, RouteReading found) {
        assertEquals(state, found.state(), found.detail());
        assertTrue(found.detail().contains(detail), found.detail());
    }

    private static String one(String host, String weight) {
        return "{\"destination\":{\"host\":\"" + host + "\"},\"weight\":" + weight + "}";
    }

    @Test
    void anObjectWithoutAnnotationIsForeignUnlessAdopted() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        assertReading(
                RouteState.FOREIGN,
                "may not be adopted",
                read(settings(RouteKind.VIRTUAL_SERVICE, "temporal-frontend", null, null, false)));
        assertReading(RouteState.OWNED, "to be adopted", read(frontend()));
    }

    @Test
    void anEditBehindOurBackIsForeignAndNamesTheManager() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        IstioSwitch routes = cluster.open(frontend());
        assertTrue(routes.apply(step(routes.read().get(0), TO_WEST, 4)).applied());
        cluster.api.edit(OBJECT, "argocd-controller", "{\"spec\":{\"http\":[{\"route\":" + pair(50, 50) + "}]}}");
        RouteReading found = routes.read().get(0);
        assertReading(RouteState.FOREIGN, "weights are us-east-1=50,us-west-2=50 but epoch 4 wrote", found);
        assertReading(RouteState.FOREIGN, "last other writer: argocd-controller (Update, 20", found);
        assertEquals(4, found.epoch());
        assertEquals(
                StepOutcome.StepResult.LOST_RACE,
                routes.apply(step(found, TO_EAST, 5)).kind());
        assertEquals(50, cluster.live().at("/spec/http/0/route/0/weight").asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | us-east-1=100,us-west-2=0",
                "-1 | us-east-1=100,us-west-2=0",
                "0 | us-east-1=100,us-west-2=0",
                "99999999999999999999 | us-east-1=100,us-west-2=0",
                "'' | us-east-1=100,us-west-2=0",
                "3 | us-east-1=100,us-west-2",
                "3 | =100",
                "3 | us-east-1=100;us-west-2=0",
                "3 | ''"
            })
    void annotationsThatAreGarbageMakeItForeign(String epoch, String weights) {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        cluster.api.edit(
                OBJECT,
                "kubectl",
                "{\"metadata\":{\"annotations\":{\"temporal-failover.dev/epoch\":\"" + epoch
                        + "\",\"temporal-failover.dev/weights\":\"" + weights + "\"}}}");
        assertReading(RouteState.FOREIGN, "not readable", read(frontend()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"100\"", "99999999999", "true"})
    void aWeightThatIsNoWeightMakesItForeign(String weight) {
        cluster.put("{\"http\":[{\"route\":[" + one(EAST, weight) + "," + one(WEST, "0") + "]}]}");
        assertReading(RouteState.FOREIGN, "http[0] has a weight of " + weight, read(frontend()));
    }

    @Test
    void aDestinationOfNoRegionMakesTheRouteForeignAndIsNamed() {
        cluster.put("{\"http\":[{\"name\":\"f\",\"route\":[" + one(EAST, "90") + "," + one(WEST, "0") + ","
                + one("canary", "10") + "]}]}");
        assertReading(RouteState.FOREIGN, "http[0] f also has canary", read(frontend()));
    }

    @Test
    void aSingleDestinationCannotBeMoved() {
        cluster.put("{\"http\":[{\"route\":[" + one(EAST, "0") + "]}]}");
        assertReading(
                RouteState.MISSING, "http[0] has a single destination, whose weight is ignored", read(frontend()));
    }

    @Test
    void aRouteBesideItWithASingleDestinationIsMentioned() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "},{\"route\":[" + one(EAST, "1") + "]},{\"route\":["
                + one("web", "1") + "]},{\"redirect\":{\"uri\":\"/\"}}]}");
        IstioSwitch routes = cluster.open(frontend());
        assertEquals(RouteState.OWNED, routes.read().get(0).state());
        assertTrue(
                routes.advice()
                        .contains(
                                ID + ": http[1] has a single destination, whose weight is ignored: it cannot be moved"),
                routes.advice().toString());
    }

    @Test
    void twoRoutesThatDisagreeAreForeign() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "},{\"route\":" + pair(0, 100) + "}]}");
        assertReading(
                RouteState.FOREIGN,
                "http[0] has us-east-1=100,us-west-2=0, http[1] has us-east-1=0,us-west-2=100",
                read(frontend()));
    }

    @Test
    void allRoutesThatAgreeMoveTogether() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "},{\"route\":" + pair(100, 0) + "}],\"tcp\":[{\"route\":"
                + pair(100, 0) + "}]}");
        IstioSwitch routes = cluster.open(frontend());
        assertTrue(routes.apply(step(routes.read().get(0), TO_WEST, 1)).applied());
        for (String at : List.of("/spec/http/0", "/spec/http/1", "/spec/tcp/0")) {
            assertEquals(100, cluster.live().at(at + "/route/1/weight").asInt());
        }
    }

    @Test
    void onlyTheNamedRouteIsMoved() {
        cluster.put("{\"http\":[{\"name\":\"web\",\"route\":" + pair(50, 50) + "},{\"name\":\"frontend\",\"route\":"
                + pair(100, 0) + "}],\"tcp\":[{\"route\":" + pair(7, 0) + "}]}");
        IstioSwitch routes =
                cluster.open(settings(RouteKind.VIRTUAL_SERVICE, "temporal-frontend", null, "frontend", true));
        assertTrue(routes.apply(step(routes.read().get(0), TO_WEST, 1)).applied());
        assertEquals(50, cluster.live().at("/spec/http/0/route/1/weight").asInt());
        assertEquals(100, cluster.live().at("/spec/http/1/route/1/weight").asInt());
        assertEquals(0, cluster.live().at("/spec/tcp/0/route/1/weight").asInt());
    }

    @Test
    void aNameThatNoRouteHasIsMissing() {
        cluster.put("{\"http\":[{\"name\":\"web\",\"route\":" + pair(50, 50) + "}]}");
        assertReading(
                RouteState.MISSING,
                "no route in it is named frontend",
                read(settings(RouteKind.VIRTUAL_SERVICE, "temporal-frontend", null, "frontend", true)));
    }

    @Test
    void aRegionWithoutDestinationIsMissing() {
        cluster.put("{\"http\":[{\"route\":[" + one(EAST, "50") + "," + one(EAST, "50") + "]}]}");
        assertReading(RouteState.FOREIGN, "more than once", read(frontend()));
        RouteSettings three = new RouteSettings(
                RouteKind.VIRTUAL_SERVICE,
                "temporal-backend",
                Optional.of("temporal-frontend"),
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        "a",
                        new RouteDestination(EAST, Optional.empty()),
                        "b",
                        new RouteDestination(WEST, Optional.empty()),
                        "c",
                        new RouteDestination("c", Optional.empty())),
                true,
                Optional.empty());
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        assertReading(RouteState.MISSING, "http[0] has no destination of c", read(three));
    }

    @Test
    void subsetsAndShortHostNamesAreTold() {
        RouteSettings subsets = new RouteSettings(
                RouteKind.VIRTUAL_SERVICE,
                "temporal-backend",
                Optional.of("temporal-frontend"),
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        "us-east-1", new RouteDestination(EAST, Optional.of("east")),
                        "us-west-2", new RouteDestination(EAST, Optional.of("west"))),
                true,
                Optional.empty());
        cluster.put("""
                {"http":[{"route":[{"destination":{"host":"temporal-frontend","subset":"west"},"weight":30},
                {"destination":{"host":"temporal-frontend","subset":"east"},"weight":70}]}]}""");
        assertEquals(Map.of("us-east-1", 70, "us-west-2", 30), read(subsets).weights());
        assertReading(RouteState.MISSING, "no route in it", read(frontend()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"http\":{}}",
                "{\"http\":[1,null,\"x\"]}",
                "{\"http\":[{\"route\":{}}]}",
                "{\"http\":[{\"route\":[1,{}]}]}"
            })
    void aSpecWithoutRoutesIsMissingAndNoError(String spec) {
        cluster.put(spec);
        assertEquals(RouteState.MISSING, read(frontend()).state());
    }
}
