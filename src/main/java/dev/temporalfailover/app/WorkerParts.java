package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.traffic.WorkerSwitch;
import dev.temporalfailover.traffic.workers.WorkerRestarts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes what restarts workers, for each policy that names some. */
final class WorkerParts {
    /** A round asks for a few objects, one by one. */
    private static final Duration ALIVE_WITHIN = Duration.ofMinutes(1);

    private final ClusterParts cluster;
    private final Leadership leadership;
    /** By the name of their thread. */
    private final Map<String, WorkerRestarts> restarts = new LinkedHashMap<>();

    WorkerParts(ClusterParts cluster, Leadership leadership) {
        this.cluster = cluster;
        this.leadership = leadership;
    }

    WorkerSwitch make(Config.Policy policy) {
        if (policy.workers().isEmpty()) {
            return WorkerSwitch.NONE;
        }
        String thread = "workers-" + policy.policy().name();
        WorkerRestarts made = new WorkerRestarts(
                cluster.kubernetes(),
                policy.workers(),
                WorkerRestarts.REQUEST,
                cluster.clock(),
                cluster.random(),
                leadership::leads,
                cluster.heartbeats().of(thread, ALIVE_WITHIN));
        restarts.put(thread, made);
        return made;
    }

    void start() {
        restarts.forEach((thread, made) -> made.start(cluster.threads().single(thread)));
    }
}
