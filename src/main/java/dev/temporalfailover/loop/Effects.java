package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.clients.OldConnections;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.loop.workers.WorkerEffects;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.Switches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The checks after a step was applied, one for each layer, and their lines for people. */
record Effects(
        DnsEffect dns,
        NamespaceEffect namespaces,
        RouteEffects routes,
        TakeoverEffect takeover,
        WorkerEffects workers,
        Progress progress) {

    /** Of one policy's loop, where nothing was written yet. */
    static Effects of(
            FailoverPolicy policy, Telemetry telemetry, Switches switches, StoredTakeover takeover, LoopTimes times) {
        String name = policy.name();
        Duration late = times.insyncTimeout();
        Duration moved = policy.namespacesWithin(times.effectiveWithin());
        Progress progress = new Progress(name, telemetry);
        return new Effects(
                new DnsEffect(name, telemetry, switches.dns(), late, progress),
                new NamespaceEffect(name, telemetry, switches.namespaces(), moved, progress),
                new RouteEffects(name, telemetry, switches.routes(), times.effectiveWithin(), progress::line),
                new TakeoverEffect(name, telemetry, takeover, switches.dns(), late, progress),
                new WorkerEffects(name, telemetry, progress::line),
                progress);
    }

    /**
     * Asks what is due and writes down what is found.
     *
     * @param inForce a takeover of this region
     * @param restarted the Deployments of workers as last read
     * @param old what was last told of clients that are connected to regions that were left
     */
    void verify(
            boolean leads,
            Optional<EpochRecord> record,
            Optional<Takeover> inForce,
            List<WorkerReading> restarted,
            List<OldConnections> old,
            Journal journal,
            Moment now) {
        dns.verify(record, now).ifPresent(journal::alarm);
        takeover.verify(inForce, now).ifPresent(journal::alarm);
        namespaces.verify(leads, now).ifPresent(journal::alarm);
        routes.verify(now).ifPresent(journal::alarm);
        workers.verify(leads, restarted, now).ifPresent(journal::alarm);
        progress.left(old, now).forEach(journal::alarm);
        journal.stages(progress.stages());
    }
}
