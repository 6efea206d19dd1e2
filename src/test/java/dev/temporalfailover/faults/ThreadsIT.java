package dev.temporalfailover.faults;

import static dev.temporalfailover.faults.Arrangement.EAST;
import static dev.temporalfailover.faults.Arrangement.POLICY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.temporalfailover.loop.FailoverLoop;
import dev.temporalfailover.observe.Observatory;
import io.netty.channel.nio.NioEventLoop;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Threads of the packaged service that hang or end. */
@ExtendWith(Shared.class)
class ThreadsIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** What is done while single threads can be stopped. */
    private interface Drill {
        void play(Debugger debugger) throws Exception;
    }

    private static void debugged(Arrangement a, Drill drill) throws Exception {
        assumeTrue(Service.ARTIFACT.isJar(), "a native executable has no debugger");
        a.service.signal("TERM");
        a.service.awaitExit(LONG);
        try (Debugger debugger = new Debugger()) {
            a.service.start(debugger.option());
            a.home();
            debugger.attach();
            drill.play(debugger);
        } finally {
            if (!a.service.ended()) {
                a.service.signal("KILL");
                a.service.awaitExit(LONG);
            }
            a.service.start();
        }
    }

    @Test
    void aJudgeThatHangsSaysUnknownMovesNothingAndIsNamed(Arrangement a) throws Exception {
        debugged(a, debugger -> {
            int batches = a.zone.batches.get();
            debugger.suspend("judge");
            debugger.suspend("probe-files");
            a.east.die();
            a.until("unknown", () -> a.verdict(EAST).equals("UNKNOWN"));
            assertTrue(a.service.metric("temporal_failover_region_verdict_age_seconds") > 10);
            assertEquals(200, a.service.get("/health/regions/" + EAST).status(), "nothing is known against it");
            a.until("the Lease is given back", () -> a.mesh.holder().isEmpty());
            assertEquals(200, a.service.manage("/health/live").status(), "long before it is restarted");
            a.until("named", () -> a.service.manage("/health/live").body().contains("judge"));
            assertEquals(503, a.service.manage("/health/live").status());
            assertEquals(503, a.service.manage("/health/ready").status());
            assertEquals(batches, a.zone.batches.get(), "nothing moved");
            a.east.well();
            debugger.resume("judge");
            debugger.resume("probe-files");
            a.until("leads again", () -> a.service.policy().path("leader").asBoolean());
            a.until("well again", () -> a.service.manage("/health/live").status() == 200);
            a.until("judged again", () -> a.verdict(EAST).equals("HEALTHY"));
        });
    }

    @Test
    void anErrorEndsTheProcess(Arrangement a) throws Exception {
        debugged(a, debugger -> {
            debugger.runsOutOfMemory(Observatory.class, "judgeAll");
            assertEquals(3, a.service.awaitExit(LONG));
            assertTrue(a.service.log().contains("temporal-failover ends: judge"), a.service.log());
        });
        debugged(a, debugger -> {
            debugger.runsOutOfMemory(FailoverLoop.class, "tick");
            assertEquals(3, a.service.awaitExit(LONG));
            assertTrue(a.service.log().contains("temporal-failover ends: loop-" + POLICY), a.service.log());
        });
    }

    /** Its library keeps to itself what ends this one. */
    @Test
    void aThreadThatEndedIsNamed(Arrangement a) throws Exception {
        debugged(a, debugger -> {
            // Between its tasks; Netty catches what one of them throws.
            debugger.runsOutOfMemory("probe", NioEventLoop.class, "select");
            a.until("named", () -> a.service.manage("/health/live").body().contains("\"probe\""));
            assertEquals(503, a.service.manage("/health/live").status());
        });
    }
}
