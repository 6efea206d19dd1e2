package dev.temporalfailover.real;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.WorkflowRun;
import dev.temporalfailover.failover.status.WorkflowRun.WorkflowOutcome;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.canary.CanarySettings.Server;
import dev.temporalfailover.probe.canary.CanarySettings.WorkflowSettings;
import dev.temporalfailover.probe.canary.workflow.CanaryWorkflow;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Report;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The canary client's workflow on the real Temporal server: its namespace, a frontend that hangs, one that is gone. */
final class RealWorkflow implements Piece {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Clock clock = TestClock.running();
    private final BlockingQueue<WorkflowRun> ended = new LinkedBlockingQueue<>();

    @Override
    public String name() {
        return "workflow";
    }

    @Override
    public List<String> parts() {
        return List.of("python");
    }

    @Override
    public void run(Ground ground, Report report) throws IOException, InterruptedException {
        int port = Ports.free();
        List<String> command = List.of(
                ground.venv("temporal").toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port));
        Path log = ground.directory().resolve("server.log");
        Process server = ground.children().start(command, Map.of(), log);
        WorkflowSettings settings = new WorkflowSettings(
                "temporal-failover-canary",
                true,
                new Server("127.0.0.1", port, Optional.empty(), Optional.empty()),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5));
        try (CanaryWorkflow canary = new CanaryWorkflow(
                settings,
                "real",
                Executors.newSingleThreadScheduledExecutor(),
                clock,
                new Heartbeats(clock, (thread, step) -> {}),
                (file, problem) -> {},
                ended::add)) {
            canary.start();
            expect(report, "a missing namespace is registered", WorkflowOutcome.UNFIT_NAMESPACE);
            expect(report, "a workflow comes to its end", WorkflowOutcome.COMPLETED);
            signal(server, "STOP");
            expect(report, "a server that hangs is said at the deadline", WorkflowOutcome.NOT_STARTED);
            signal(server, "CONT");
            expect(report, "it answers again: the next workflow comes to its end", WorkflowOutcome.COMPLETED);
            Children.kill(server);
            expect(report, "a server that is gone is said", WorkflowOutcome.NOT_STARTED);
        }
    }

    /** The first run with this outcome. */
    private void expect(Report report, String what, WorkflowOutcome outcome) throws InterruptedException {
        Duration end = clock.steady().plus(LIMIT);
        WorkflowRun run = null;
        while (clock.steady().compareTo(end) < 0) {
            run = ended.poll(1, TimeUnit.SECONDS);
            if (run != null && run.outcome() == outcome) {
                report.add(
                        name(),
                        what,
                        true,
                        run.took().toMillis() + " ms" + (run.failure().isEmpty() ? "" : ", " + run.failure()));
                return;
            }
        }
        report.add(name(), what, false, "none within " + LIMIT.toSeconds() + " s; last " + run);
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }
}
