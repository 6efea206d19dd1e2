package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.testkit.Ports;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TemporalServerProbeTest {

    @Test
    void temporalsOwnTestServerGivesEveryGoodAnswer() throws IOException {
        int port = Ports.free();
        try (TestServer.PortBoundTestServer server = TestServer.createPortBoundServer(port);
                Probing probing = Probing.of(Probing.spec(
                                "localhost",
                                port,
                                Check.SYSTEM_INFO,
                                Check.GRPC_HEALTH,
                                Check.DESCRIBE_NAMESPACE,
                                Check.DESCRIBE_WORKFLOW,
                                Check.DESCRIBE_TASK_QUEUE,
                                Check.COLD_CONNECT)
                        .timeout(2000)
                        .endpoint())) {
            assertTrue(server != null);
            for (Check check : new Check[] {
                Check.SYSTEM_INFO,
                Check.GRPC_HEALTH,
                Check.DESCRIBE_NAMESPACE,
                Check.DESCRIBE_WORKFLOW,
                Check.COLD_CONNECT
            }) {
                ProbeResult result = probing.next(r -> r.target().check() == check && r.outcome() == Outcome.OK);
                assertEquals("localhost:" + port, result.target().address());
            }
            // It has no DescribeTaskQueue: alive for that check.
            assertEquals(
                    Outcome.UNIMPLEMENTED,
                    probing.first(Check.DESCRIBE_TASK_QUEUE).outcome());
        }
    }
}
