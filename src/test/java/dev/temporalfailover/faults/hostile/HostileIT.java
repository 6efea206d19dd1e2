package dev.temporalfailover.faults.hostile;

import dev.temporalfailover.emulator.http2.FloodingServer.Flood;
import dev.temporalfailover.faults.Arrangement;
import dev.temporalfailover.testkit.service.ShippedFlags;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client without any right against the packaged service with the flags and the memory of the DaemonSet. What each attack cost is in
 * {@code target/failsafe-reports/*HostileIT-output.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileIT {
    private static final int FILES = 2_048;
    private static final String HOLD = "/api/v1/hold";
    private static final String ALERTS = "/api/v1/alerts";

    private Arrangement a;

    @BeforeAll
    void start() throws Exception {
        a = new Arrangement(
                "hostile", MemoryGroup.words(ShippedFlags.memory(), FILES), Map.of(), (config, a) -> config);
        a.home();
    }

    @AfterAll
    void end() {
        a.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void standsWhatAStrangerSends(String name, boolean management, Attacker.Weapon weapon) throws Exception {
        if (a.service.ended()) {
            a.service.start();
            a.home();
        }
        URI target = management ? a.service.management() : a.service.api();
        new Siege(a).hold(name, () -> new Attacker(target, weapon));
    }

    static Stream<Arguments> standsWhatAStrangerSends() {
        Stream<Arguments> floods = Stream.of(Flood.values())
                .flatMap(flood -> Stream.of(
                        api("HTTP/2, " + flood, Weapons.flood(flood)),
                        management("HTTP/2 to management, " + flood, Weapons.flood(flood))));
        return Stream.concat(
                Stream.of(
                        api("big bodies without a token", Weapons.bigBodies(ALERTS, "")),
                        api("big bodies with a wrong token", Weapons.bigBodies(HOLD, "wrong")),
                        api("endless chunked bodies", Weapons.endlessBodies(ALERTS, "")),
                        api("slow bodies", Weapons.slowBodies(HOLD, "", "Content-Length: 100000")),
                        api(
                                "slow chunked bodies, right token",
                                Weapons.slowBodies(ALERTS, Arrangement.ALERTS, "Transfer-Encoding: chunked")),
                        api("big bodies to pages", Weapons.bigBodies("/", "")),
                        management("big bodies to metrics", Weapons.bigBodies("/metrics", "")),
                        management("endless bodies to liveness", Weapons.endlessBodies("/health/live", "")),
                        api("pipelining without reading", Weapons.pipelined("/api/openapi")),
                        management("metrics, pipelined without reading", Weapons.pipelined("/metrics")),
                        api("HTTP/2 without TLS, window 0", Weapons.http2("/api/openapi")),
                        management("metrics by HTTP/2, window 0", Weapons.http2("/metrics")),
                        management("upgrade to HTTP/2", Weapons.upgraded("/metrics")),
                        management("empty CONTINUATION frames", Weapons.continuations()),
                        api("idle connections", Weapons.idle(3_000)),
                        api("connections kept alive", Weapons.keptAlive(3_000)),
                        api("slow heads", Weapons.slowHeads(1_500)),
                        management("idle connections to management", Weapons.idle(3_000)),
                        api("half-open connections", Weapons.halfOpen("/api/openapi")),
                        management("half-open connections to management", Weapons.halfOpen("/metrics")),
                        api("event streams", Weapons.eventStreams(300))),
                floods);
    }

    private static Arguments api(String name, Attacker.Weapon weapon) {
        return Arguments.of(name, false, weapon);
    }

    private static Arguments management(String name, Attacker.Weapon weapon) {
        return Arguments.of(name, true, weapon);
    }
}
