package dev.temporalfailover.traffic.istio;

import static dev.temporalfailover.traffic.istio.Cluster.ID;
import static dev.temporalfailover.traffic.istio.Cluster.OBJECT;
import static dev.temporalfailover.traffic.istio.Cluster.TO_EAST;
import static dev.temporalfailover.traffic.istio.Cluster.TO_WEST;
import static dev.temporalfailover.traffic.istio.Cluster.frontend;
import static dev.temporalfailover.traffic.istio.Cluster.pair;
import static dev.temporalfailover.traffic.istio.Cluster.settings;
import static dev.temporalfailover.traffic.istio.Cluster.step;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lost races, refusals and an API server that vanishes: each is told apart, nothing is sent twice. */
class IstioFaultsTest {
    private static final String EDIT = "{\"spec\":{\"http\":[{\"route\":" + pair(60, 40) + "}]}}";
    private final Cluster cluster = new Cluster();
    private IstioSwitch routes;
    private RouteReading route;

    @BeforeEach
    void start() {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        routes = cluster.open(frontend());
        route = routes.read().get(0);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private StepOutcome apply() {
        return routes.apply(step(route, TO_WEST, 7));
    }

    private long patches() {
        return cluster.api.calls().stream()
                .filter(call -> call.method().equals("PATCH"))
                .count();
    }

    private int west() {
        return cluster.live().at("/spec/http/0/route/1/weight").asInt();
    }

    @Test
    void anEditSinceTheReadLosesTheRaceAndIsKept() {
        cluster.api.edit(OBJECT, "kubectl", EDIT);
        assertEquals(StepResult.LOST_RACE, apply().kind());
        assertEquals(40, west());
        assertEquals(1, patches());
    }

    @Test
    void anEditOfAnythingSinceTheReadLosesTheRace() {
        cluster.api.edit(OBJECT, "kubectl", "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");
        assertEquals(StepResult.LOST_RACE, apply().kind());
        assertEquals(0, west());
    }

    @Test
    void twoLeadersWithTheSameViewChangeItOnce() {
        IstioSwitch other = cluster.open(frontend());
        Step theirs = step(other.read().get(0), TO_WEST, 7);
        assertEquals(StepResult.APPLIED, apply().kind());
        assertEquals(StepResult.LOST_RACE, other.apply(theirs).kind());
    }

    @Test
    void aStaleEpochIsRefusedWithoutACall() {
        assertEquals(StepResult.APPLIED, apply().kind());
        route = routes.read().get(0);
        StepOutcome again = routes.apply(step(route, TO_EAST, 7));
        assertEquals(StepResult.LOST_RACE, again.kind());
        assertTrue(again.detail().startsWith("stale epoch"), again.detail());
        assertEquals(1, patches());
        assertEquals(100, west());
    }

    @Test
    void aStepFromOtherWeightsIsRefusedWithoutACall() {
        Step step = step(new RouteReading(ID, RouteState.OWNED, TO_WEST, 0, ""), TO_EAST, 9);
        assertEquals(StepResult.LOST_RACE, routes.apply(step).kind());
        assertEquals(0, patches());
    }

    @Test
    void anObjectDeletedUnderUsIsNotFound() {
        cluster.api.delete(OBJECT);
        assertEquals(StepResult.NOT_FOUND, apply().kind());
        assertEquals(
                Verification.Effectiveness.FAILED,
                routes.verify(step(route, TO_WEST, 7)).state());
        assertEquals(RouteState.MISSING, routes.read().get(0).state());
    }

    @ParameterizedTest
    @CsvSource({
        "v1beta1, 'networking.istio.io/v1 is not served here, only v1beta1'",
        "v1, the object does not exist",
        "'', its definitions (CRDs) are missing"
    })
    void whatTheClusterServesIsSaidOfAnObjectThatIsNotThere(String version, String said) {
        cluster.api.serves("networking.istio.io", version);
        RouteReading read = cluster.open(settings(RouteSettings.RouteKind.VIRTUAL_SERVICE, "another", null, null, true))
                .read()
                .get(0);
        assertEquals(RouteState.MISSING, read.state());
        assertTrue(read.detail().contains(said), read.detail());
    }

    @Test
    void anApiServerThatVanishesAfterThePatchLeavesItUncertainAndTheNextReadTells() {
        cluster.api.vanishOnce("PATCH", "virtualservices", true);
        assertEquals(StepResult.UNCERTAIN, apply().kind());
        assertEquals(RouteState.UNREADABLE, routes.read().get(0).state());
        cluster.api.restore();
        assertEquals(new RouteReading(ID, RouteState.OWNED, TO_WEST, 7, ""), readAgain());
        assertEquals(1, patches());
    }

    @Test
    void anApiServerThatVanishesBeforeThePatchChangesNothing() {
        cluster.api.vanishOnce("PATCH", "virtualservices", false);
        assertEquals(StepResult.UNCERTAIN, apply().kind());
        cluster.api.restore();
        assertEquals(TO_EAST, readAgain().weights());
        assertEquals(1, patches());
    }

    /** The client may first try pooled connections that ended with the API and have not been noticed yet. */
    private RouteReading readAgain() {
        return await().until(
                        () -> {
                            cluster.later(10);
                            return routes.read().get(0);
                        },
                        reading -> reading.state() != RouteState.UNREADABLE);
    }

    @Test
    void aPatchThatHangsEndsAtItsDeadline() {
        cluster.api.hangOnce("PATCH", "virtualservices");
        assertEquals(StepResult.UNCERTAIN, apply().kind());
        cluster.api.resume();
        cluster.later(10);
        assertEquals(TO_WEST, routes.read().get(0).weights());
    }

    @Test
    void anApiServerThatIsSilentCostsOneDeadlineHoweverManyRoutesThereAre() {
        IstioSwitch two = cluster.open(
                frontend(), settings(RouteSettings.RouteKind.VIRTUAL_SERVICE, "another", null, null, true));
        assertEquals(
                List.of(RouteState.OWNED, RouteState.MISSING),
                two.read().stream().map(RouteReading::state).toList());
        cluster.later(10);
        cluster.api.hang();
        int asked = cluster.api.calls().size();
        assertEquals(
                List.of(RouteState.UNREADABLE, RouteState.UNREADABLE),
                two.read().stream().map(RouteReading::state).toList());
        assertEquals(asked + 1, cluster.api.calls().size());
        cluster.api.resume();
        cluster.later(10);
        assertEquals(
                List.of(RouteState.OWNED, RouteState.MISSING),
                two.read().stream().map(RouteReading::state).toList());
    }

    @Test
    void anApiServerThatIsAwayIsUnavailable() {
        cluster.api.cut();
        assertEquals(
                Verification.Effectiveness.FAILED,
                routes.verify(step(route, TO_WEST, 7)).state());
        // A call may still find a pooled connection, whose loss makes a patch uncertain; each is found once.
        await().atMost(Duration.ofSeconds(60)).until(() -> apply().kind() == StepResult.UNAVAILABLE);
        RouteReading gone = routes.read().get(0);
        assertEquals(RouteState.UNREADABLE, gone.state());
        assertTrue(gone.weights().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | Forbidden | virtualservices.networking.istio.io is forbidden: User cannot patch | DENIED",
                "401 | Unauthorized | Unauthorized | DENIED",
                "403 | Forbidden | admission webhook \"validation.istio.io\" denied the request: no | REJECTED",
                "400 | BadRequest | admission webhook \"validation.istio.io\" denied the request: total weight = 0 | REJECTED",
                "422 | Invalid | ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no | REJECTED",
                "422 | Invalid | VirtualService.networking.istio.io \"x\" is invalid: spec.http: too long | REJECTED",
                "422 | Invalid | the server rejected our request due to an error in our request | LOST_RACE",
                "409 | Conflict | the object has been modified | LOST_RACE",
                "429 | TooManyRequests | slow down | THROTTLED",
                "503 | ServiceUnavailable | starting | THROTTLED",
                "500 | InternalError | Internal error occurred: failed calling webhook \"v\": connection refused | UNAVAILABLE",
                "500 | InternalError | etcd: request timed out | UNCERTAIN",
                "504 | Timeout | request did not complete | UNCERTAIN"
            })
    void tellsRefusalsApartAndSendsNothingTwice(int code, String reason, String message, StepResult kind) {
        cluster.api.failOnce("PATCH", "virtualservices", code, reason, message);
        StepOutcome outcome = apply();
        assertEquals(kind, outcome.kind());
        assertTrue(outcome.detail().contains(message), outcome.detail());
        assertEquals(1, patches());
        assertEquals(0, west());
    }

    @Test
    void verifyNamesWhoseWriteItIs() {
        Step step = step(route, TO_WEST, 7);
        assertEquals(StepResult.APPLIED, routes.apply(step).kind());
        cluster.api.edit(OBJECT, "flux", EDIT);
        Verification seen = routes.verify(step);
        assertEquals(Verification.Effectiveness.NOT_YET, seen.state());
        assertTrue(seen.detail().contains("flux (Update"), seen.detail());
    }

    @Test
    void withoutTheRightToReadTheDetailSaysSo() {
        cluster.later(10);
        cluster.api.failOnce("GET", "virtualservices", 403, "Forbidden", "cannot get resource virtualservices");
        RouteReading denied = routes.read().get(0);
        assertEquals(RouteState.UNREADABLE, denied.state());
        assertEquals("403 cannot get resource virtualservices", denied.detail());
    }

    @Test
    void afterAFailedReadTheApiServerIsLeftAloneForAWhile() {
        cluster.later(10);
        cluster.api.failOnce("GET", "virtualservices", 503, "ServiceUnavailable", "starting");
        routes.read();
        int calls = cluster.api.calls().size();
        cluster.later(1);
        assertEquals(RouteState.UNREADABLE, routes.read().get(0).state());
        assertEquals(calls, cluster.api.calls().size());
        cluster.later(1);
        assertEquals(RouteState.OWNED, routes.read().get(0).state());
    }

    @Test
    void aBrokenWatchIsNotPresentedAsLiveAndComesBackByItself() {
        routes.start();
        await().until(() -> readsWithoutCall());
        cluster.api.cut();
        await().until(() -> {
            cluster.later(10);
            return routes.read().get(0).state() == RouteState.UNREADABLE;
        });
        cluster.api.edit(OBJECT, "kubectl", EDIT);
        cluster.api.restore();
        await().until(() -> {
            cluster.later(10);
            return routes.read().get(0).weights().getOrDefault("us-west-2", 0) == 40 && readsWithoutCall();
        });
    }

    @Test
    void aWatchThatHasGoneSilentIsFoundOutByTheRecheck() {
        routes.start();
        await().until(this::readsWithoutCall);
        cluster.api.hang();
        cluster.api.edit(OBJECT, "kubectl", EDIT);
        assertEquals(RouteState.OWNED, routes.read().get(0).state());
        cluster.later(60);
        assertEquals(RouteState.UNREADABLE, routes.read().get(0).state());
        cluster.api.resume();
        cluster.later(10);
        assertEquals(40, routes.read().get(0).weights().get("us-west-2"));
    }

    /** A watch that is opened again may have missed the end of the object; without this it would be believed for a minute. */
    @ParameterizedTest
    @CsvSource({"404, NotFound, NOT_FOUND", "409, Conflict, LOST_RACE"})
    void aWatchThatTheAnswerToAWriteDisprovesIsComparedWithAListAtOnce(int code, String reason, StepResult kind) {
        routes.start();
        await().until(this::readsWithoutCall);
        route = routes.read().get(0);
        // On a busy machine the answer may come after the deadline, which disproves nothing.
        await().until(() -> {
            cluster.api.failOnce("PATCH", "virtualservices", code, reason, "not as it was");
            return apply().kind() == kind;
        });
        assertFalse(readsWithoutCall());
        assertTrue(readsWithoutCall(), "it agreed with the list, and so it is believed again");
    }

    @Test
    void ourOwnWriteIsSeenAtOnceThoughTheWatchIsBehind() {
        routes.start();
        await().until(this::readsWithoutCall);
        route = routes.read().get(0);
        assertEquals(StepResult.APPLIED, apply().kind());
        assertEquals(
                new RouteReading(ID, RouteState.OWNED, TO_WEST, 7, ""),
                routes.read().get(0));
        Step back = step(routes.read().get(0), TO_EAST, 8);
        assertEquals(StepResult.APPLIED, routes.apply(back).kind());
        await().until(() -> routes.read().get(0).weights().equals(TO_EAST));
    }

    @Test
    void aDeletedObjectDisappearsFromTheWatch() {
        routes.start();
        await().until(this::readsWithoutCall);
        cluster.api.delete(OBJECT);
        await().until(() -> routes.read().get(0).state() == RouteState.MISSING);
    }

    @Test
    void aSelectorThatMatchesNothingIsMissing() {
        IstioSwitch none =
                cluster.open(settings(RouteSettings.RouteKind.VIRTUAL_SERVICE, null, "app=none", null, true));
        RouteReading found = none.read().get(0);
        assertEquals(RouteState.MISSING, found.state());
        assertEquals("VirtualService temporal-backend/[app=none]", found.id());
    }

    private boolean readsWithoutCall() {
        int before = cluster.api.calls().size();
        routes.read();
        return cluster.api.calls().size() == before;
    }
}
