package dev.temporalfailover.config.workers;

import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.traffic.workers.WorkerDeployment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Setting {@code restart_workers}. */
public final class RestartedWorkers {
    /** Deployments of a policy; each is asked for every 30 s, and every second while it is rolled out. */
    private static final int MOST = 20;

    private static final ValueType<String> DEPLOYMENT = ValueType.matching(
            "a Deployment as namespace/name, such as shop/payment-worker",
            "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    public static final Setting<String> RESTART = Setting.values(
                    "restart_workers", DEPLOYMENT, "none: no workers are restarted")
            .means("Deployments of workers in Kubernetes, at most " + MOST
                    + ", each as `namespace/name`, the same in every"
                    + " region. In the region that gains namespaces its leader restarts each once for a move, as"
                    + " `kubectl rollout restart` does, when all namespaces are active there: workers that wait in a long poll"
                    + " would get their first task up to `matching.longPollExpirationInterval` later. A rollout that goes on"
                    + " is left alone, and what fails is tried again for ten minutes. Needs the rights to get and to patch"
                    + " them.");

    private RestartedWorkers() {}

    /** Those that can be read, in the order of the list, which has each once. */
    public static List<WorkerDeployment> read(Section s) {
        if (s.size(RESTART) > MOST) {
            s.wrong(RESTART, "has " + s.size(RESTART) + " Deployments; at most " + MOST + " are restarted");
        }
        List<WorkerDeployment> all = new ArrayList<>();
        for (String written : s.values(RESTART)) {
            int slash = written.indexOf('/');
            all.add(new WorkerDeployment(written.substring(0, slash), written.substring(slash + 1)));
        }
        return all;
    }

    /** Two policies would restart it for each other's moves, and each other's marks would be in the way. */
    public static void check(Map<Section, List<WorkerDeployment>> bySection) {
        Map<WorkerDeployment, Section> owners = new HashMap<>();
        bySection.forEach((section, all) -> {
            for (WorkerDeployment one : all) {
                Section owner = owners.putIfAbsent(one, section);
                if (owner != null) {
                    section.wrong(RESTART, one.id() + " is restarted by " + owner.path() + " already");
                }
            }
        });
    }
}
