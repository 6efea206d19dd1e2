package dev.temporalfailover.probe.canary;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.emulator.temporal.WorkingTemporal;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.service.Artifact;
import dev.temporalfailover.testkit.service.ServiceApi;
import dev.temporalfailover.testkit.service.ServiceCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service in the role of a canary client, by the shipped file with other names and ports. */
class CanaryIT {
    @TempDir
    private Path directory;

    private static String newest(ServiceApi api, int way) throws IOException, InterruptedException {
        JsonNode calls = api.get("/api/v1/canary").path("ways").path(way).path("calls");
        return calls.path(0).path("cluster").asText();
    }

    @Test
    void itNeedsNoSecretAndNoClusterAndTellsWhichClusterAnswersByEachWay() throws Exception {
        try (FakeTemporal east = new FakeTemporal();
                FakeTemporal west = new FakeTemporal();
                Children children = new Children(directory.resolve("pids"))) {
            east.cluster.set("id-east");
            west.cluster.set("id-west");
            RunningCanary running = start(children, shipped(east.port(), west.port()));
            ServiceApi canary = running.api();
            await().atMost(Duration.ofSeconds(60)).until(() -> newest(canary, 0).equals("id-east"));
            await().atMost(Duration.ofSeconds(60)).until(() -> newest(canary, 1).equals("id-west"));
            east.cluster.set("id-west");
            await().atMost(Duration.ofSeconds(60)).until(() -> newest(canary, 0).equals("id-west"));
            assertTrue(canary.metric("temporal_failover_canary_calls_total", "way=\"mesh\"", "result=\"ok\"") > 0);
            assertEquals(0, canary.get("/api/v1/status").path("policies").size());
            String log = running.end();
            assertTrue(log.lines().noneMatch(line -> line.contains("ERROR")), log);
        }
    }

    @Test
    void itRunsWorkflowsAndEndsInTimeWhileTemporalHangs() throws Exception {
        try (FakeTemporal ways = new FakeTemporal();
                WorkingTemporal temporal = new WorkingTemporal(0);
                Children children = new Children(directory.resolve("pids"))) {
            String file = shipped(ways.port(), ways.port())
                    .replace(
                            "# workflow: {namespace: temporal-failover-canary,"
                                    + " fqdn: temporal-frontend-headless.temporal-backend.svc.cluster.local, interval: 10s,",
                            "workflow: {fqdn: localhost, port: " + temporal.port() + ", interval: 2s,");
            RunningCanary running = start(children, file);
            ServiceApi canary = running.api();
            await().atMost(Duration.ofSeconds(60)).until(() -> outcome(canary).equals("completed"));
            assertTrue(canary.metric("temporal_failover_canary_workflow_seconds_count", "outcome=\"completed\"") > 0);
            temporal.hanging.add("StartWorkflowExecution");
            await().atMost(Duration.ofSeconds(60)).until(() -> outcome(canary).equals("not_started"));
            String log = running.end();
            // What the SDK's threads call errors while they are ended is not ours.
            assertTrue(log.lines().noneMatch(line -> line.contains("ERROR") && !line.contains("[io.temporal.")), log);
        }
    }

    /** A packaged service that is a canary client and is ready. */
    private record RunningCanary(Process process, ServiceApi api, Path log) {
        /** Told to end, it does; its log. */
        String end() throws IOException, InterruptedException {
            process.destroy();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            return Files.readString(log);
        }
    }

    private RunningCanary start(Children children, String file) throws IOException {
        Path config = Files.writeString(directory.resolve("config.yaml"), file);
        int port = Ports.free();
        int management = Ports.free();
        ServiceCommand command = ServiceCommand.loopback(port, management, config, "canary-1")
                .shipped()
                .noCluster();
        Map<String, String> environment = new HashMap<>(command.environment());
        environment.put("TEMPORAL_FAILOVER_ROLE", "canary");
        environment.put("TEMPORAL_FAILOVER_REGION", "us-east-1");
        Path log = directory.resolve("log");
        Process process = children.start(Artifact.chosen().command(command.options()), environment, log);
        ServiceApi api = new ServiceApi(
                "canary-1", URI.create("http://127.0.0.1:" + port), URI.create("http://127.0.0.1:" + management));
        await().atMost(Duration.ofSeconds(60)).until(api::ready);
        return new RunningCanary(process, api, log);
    }

    private static String outcome(ServiceApi canary) throws IOException, InterruptedException {
        return canary.get("/api/v1/canary").path("workflow").path("outcome").asText();
    }

    /** The moved names lead to loopback; nothing else of the file is other than shipped. */
    private static String shipped(int mesh, int dns) throws IOException {
        return Files.readString(Path.of("deploy/base/config.yaml"))
                .replace(
                        "{name: mesh, fqdn: temporal-frontend.temporal-backend.svc.cluster.local, port: 7233}",
                        "{name: mesh, fqdn: 127.0.0.1, port: " + mesh + "}")
                .replace(
                        "{name: public, fqdn: temporal-api.example.com, port: 443, tls: {}, connection: new, interval: 500ms}",
                        "{name: public, fqdn: 127.0.0.1, port: " + dns + ", connection: new, interval: 500ms}");
    }
}
