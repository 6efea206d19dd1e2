package dev.temporalfailover.traffic.istio;

import static dev.temporalfailover.traffic.istio.Cluster.EAST;
import static dev.temporalfailover.traffic.istio.Cluster.WEST;
import static dev.temporalfailover.traffic.istio.Cluster.frontend;
import static dev.temporalfailover.traffic.istio.Cluster.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.kubernetes.OneAnswer;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.TestClock;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.istio.proxy.MeshSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of wrong shape, with texts that steer terminals, with numbers beyond all bounds: each is a reading with a reason. */
class OddRoutesTest {
    private final Cluster cluster = new Cluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    private RouteReading read(RouteSettings settings) {
        return cluster.open(settings).read().get(0);
    }

    private static void assertReading(RouteState state, String detail, RouteReading found) {
        assertEquals(state, found.state(), found.detail());
        assertTrue(found.detail().contains(detail), found.detail());
    }

    private static String one(String host, String weight) {
        return "{\"destination\":{\"host\":\"" + host + "\"},\"weight\":" + weight + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"http\":{\"0\":{\"route\":[]}}}|spec.http is no list but object",
                "{\"http\":{\"a\":1}}|spec.http is no list but object",
                "{\"http\":\"x\"}|spec.http is no list but string",
                "{\"tls\":7}|spec.tls is no list but number",
                "{\"tcp\":true}|spec.tcp is no list but boolean"
            })
    void aSectionThatIsNoListIsNamed(String spec, String why) {
        cluster.put(spec);
        assertReading(RouteState.MISSING, why, read(frontend()));
    }

    @Test
    void aRuleThatDelegatesIsToldApartFromOneWithoutDestinations() {
        cluster.put("{\"http\":[{\"delegate\":{\"name\":\"inner\",\"namespace\":\"n\"}}]}");
        assertReading(
                RouteState.MISSING,
                "http[0] delegates to VirtualService inner, which has the destinations",
                read(frontend()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null"})
    void aSubsetThatNamesNoneIsNone(String subset) {
        String without = "\"host\":\"" + EAST + "\"";
        cluster.put("{\"http\":[{\"route\":[" + one(EAST, "90") + "," + one(WEST, "10")
                + "]}]}".replace(without + "}", without + ",\"subset\":" + subset + "}"));
        RouteReading reading = read(frontend());
        assertEquals(RouteState.OWNED, reading.state(), reading.detail());
    }

    @Test
    void namesOfOthersReachNoReadingAsTheyAre() {
        String dirty = "a\\u001b[2J\\n\\u202eb" + "c".repeat(5_000);
        cluster.put("{\"http\":[{\"name\":\"" + dirty + "\",\"route\":[" + one(EAST, "90") + "," + one(WEST, "0") + ","
                + one(dirty, "10") + "]}]}");
        RouteReading reading = read(frontend());
        assertReading(RouteState.FOREIGN, "http[0] a [2J b", reading);
        assertEquals(Line.of(reading.detail(), 500), reading.detail());
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "},{\"name\":\"" + dirty + "\",\"route\":["
                + one(EAST, "1") + "]}]}");
        IstioSwitch routes = cluster.open(frontend());
        routes.read();
        assertEquals(routes.advice().stream().map(line -> Line.of(line, 500)).toList(), routes.advice());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775807", "9223372036854775808", "99999999999999999999", "-1", "0", "07", "7.0"})
    void anEpochThatNoOtherCanFollowIsNotReadable(String epoch) {
        assertReading(RouteState.FOREIGN, "are not readable", annotated(RouteMarks.EPOCH, epoch));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu-west-1", "\\u202eus-west-2", "x"})
    void aTakeoverOfNoRegionIsForeign(String region) {
        assertReading(RouteState.FOREIGN, "names no region", annotated(RouteMarks.TAKEOVER, region));
    }

    @Test
    void anEpochAboveTenToTheEighteenthIsReadBack() {
        assertEquals(
                4_000_000_000_000_000_000L,
                annotated(RouteMarks.EPOCH, "4000000000000000000").epoch());
    }

    private RouteReading annotated(String key, String value) {
        cluster.put("{\"http\":[{\"route\":" + pair(100, 0) + "}]}");
        cluster.api.edit(
                Cluster.OBJECT,
                "kubectl",
                "{\"metadata\":{\"annotations\":{\"" + RouteMarks.EPOCH + "\":\"7\",\"" + RouteMarks.WEIGHTS
                        + "\":\"us-east-1=100,us-west-2=0\",\"" + key + "\":\"" + value + "\"}}}");
        return read(frontend());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"VirtualService\",\"spec\":{}}",
                "{\"kind\":\"VirtualService\",\"metadata\":null}",
                "{\"kind\":\"VirtualService\",\"metadata\":{\"name\":null}}",
                "{\"kind\":\"VirtualService\",\"metadata\":[]}",
                "{\"kind\":\"VirtualService\",\"metadata\":{\"name\":{\"a\":1}}}",
                "{\"kind\":\"VirtualService\",\"metadata\":{\"annotations\":[1]},\"spec\":[]}",
                "{\"kind\":\"VirtualService\",\"metadata\":{\"managedFields\":7},\"spec\":\"x\"}",
                "[]",
                "7",
                "not JSON"
            })
    void whatIsNoObjectAtAllIsSaidAndNoError(String body) throws IOException {
        try (OneAnswer api = new OneAnswer(body);
                KubernetesClient client = api.client()) {
            RouteSettings settings = frontend();
            IstioSwitch routes = new IstioSwitch(
                    client,
                    List.of(settings),
                    "temporal-failover",
                    new RouteTimes(Duration.ofSeconds(2), Duration.ZERO, Duration.ofMinutes(1)),
                    TestClock.of(cluster.now::get),
                    MeshSettings.NONE,
                    ClientCheck.NONE,
                    () -> {});
            RouteReading reading = routes.read().get(0);
            assertTrue(
                    reading.state() == RouteState.UNREADABLE || reading.state() == RouteState.MISSING,
                    reading.toString());
            assertEquals(Line.of(reading.detail(), 500), reading.detail());
            routes.advice();
            routes.close();
        }
    }
}
