package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.WorkflowRun;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.canary.Canary;
import dev.temporalfailover.probe.canary.CanarySettings;
import dev.temporalfailover.probe.canary.ClusterIds;
import dev.temporalfailover.probe.canary.workflow.CanaryWorkflow;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.canary.CanaryPages;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes the canary client of a process that is one, or what an instance needs to read the pages of canary clients. */
final class CanaryParts implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("canary");

    private final Optional<Canary> canary;
    private final Optional<CanaryWorkflow> workflow;
    private final Optional<ClusterIds> ids;
    private final ClientCheck check;

    CanaryParts(
            Config config,
            Threads threads,
            Clock clock,
            Heartbeats heartbeats,
            Telemetry telemetry,
            FileListener files) {
        this.canary = config.canary()
                .map(settings -> new Canary(
                        settings, threads.single("canary"), clock, heartbeats, files, telemetry::canaryCalled));
        Notices notices = new Notices(LOG::warn);
        this.workflow = config.canary()
                .flatMap(CanarySettings::workflow)
                .map(settings -> new CanaryWorkflow(
                        settings,
                        config.instance(),
                        threads.single("canary-workflow"),
                        clock,
                        heartbeats,
                        files,
                        run -> {
                            telemetry.canaryWorkflow(run.outcome(), run.took());
                            notices.trouble("workflow in " + settings.namespace(), run.failure());
                        }));
        boolean read = !config.canaries().pages().isEmpty() && !config.isWitness();
        this.ids = read
                ? Optional.of(new ClusterIds(
                        config.regions().stream()
                                .flatMap(region -> region.endpoints().stream())
                                .toList(),
                        threads.single("cluster-ids"),
                        clock,
                        heartbeats,
                        files,
                        LOG::warn))
                : Optional.empty();
        this.check = ids.<ClientCheck>map(
                        known -> new CanaryPages(config.canaries(), threads.many("canary-pages"), known::region))
                .orElse(ClientCheck.NONE);
    }

    void start() {
        canary.ifPresent(Canary::start);
        workflow.ifPresent(CanaryWorkflow::start);
        ids.ifPresent(ClusterIds::start);
    }

    Optional<Canary> canary() {
        return canary;
    }

    /** How its last workflow ended; empty if it runs none. */
    Optional<WorkflowRun> workflow() {
        return workflow.map(CanaryWorkflow::last);
    }

    /** For the loops. */
    ClientCheck check() {
        return check;
    }

    @Override
    public void close() {
        workflow.ifPresent(CanaryWorkflow::close);
        canary.ifPresent(Canary::close);
        ids.ifPresent(ClusterIds::close);
    }
}
