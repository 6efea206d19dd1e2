package dev.temporalfailover.traffic.temporal;

import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.LONG;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.reading;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.step;
import static dev.temporalfailover.traffic.temporal.ClusterFixture.told;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.FakeCluster;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.testkit.TestCa;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials of calls to a cluster, which change while the service runs. */
class FrontendClientTest {
    @TempDir
    Path dir;

    private final ClusterFixture world = new ClusterFixture();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void readsAndUpdatesHaveEachTheirTokenWhichIsReadAgain() throws Exception {
        Path reader = Files.writeString(dir.resolve("reader"), "r1\n");
        Path writer = Files.writeString(dir.resolve("writer"), "w1\n");
        world.token = Optional.of(reader);
        world.updateToken = Optional.of(writer);
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        assertEquals(
                StepResult.APPLIED,
                west.apply(step(WEST, List.of(told(west, "pay")))).kind());
        assertTrue(world.west.authorizations.contains("ListNamespaces Bearer r1"));
        assertTrue(world.west.authorizations.contains("UpdateNamespace Bearer w1"));
        assertTrue(world.east.authorizations.stream().allMatch(auth -> auth.endsWith(" null")), "never to others");
        Files.writeString(reader, "r2\n");
        await().atMost(LONG).until(() -> world.west.authorizations.contains("ListNamespaces Bearer r2"));
    }

    @Test
    void withoutTheTokenNothingIsSent() {
        world.token = Optional.of(dir.resolve("missing"));
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        reading(west, "pay", n -> true);
        await().atMost(LONG)
                .until(() -> world.problems.contains(
                        "us-west-2 UNAUTHENTICATED the token file of us-west-2 cannot be used"));
        assertEquals(List.of(), world.west.authorizations);
    }

    @Test
    void aCertificateThatIsReplacedIsUsedForTheNextCalls() throws Exception {
        TestCa ca = new TestCa("temporal");
        TestCa clients = new TestCa("clients");
        Path bundle = dir.resolve("ca.pem");
        new TestCa("another").writeCertificate(bundle);
        Path certificate = dir.resolve("tls.crt");
        Path key = dir.resolve("tls.key");
        clients.issue("us-west-2").write(certificate, key);
        world.tls = Optional.of(Tls.mutual(bundle, certificate, key, "temporal.test"));
        world.west.close();
        world.west = new FakeCluster(
                "w", Map.of("e", 1, "w", 2), ClusterFixture.free(), TestCa.server(ca.issue("temporal.test"), clients));
        world.inEast("pay");
        TemporalNamespaces west = world.start();
        await().atMost(LONG).until(() -> world.problems.stream().anyMatch(p -> p.startsWith("us-west-2 UNAVAILABLE")));
        assertEquals(List.of(), world.west.calls, "a server that we do not know gets nothing");
        ca.writeCertificate(bundle);
        told(west, "pay");
    }
}
