package dev.temporalfailover.loop.workers;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.failover.situation.WorkerReading.WorkerState;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Whether the restarts under a claim are done: a rollout is followed until all pods are of the new template and
 * available. An alarm is raised once for each that lasts too long, and the question stays open. Owned by one loop thread.
 */
public final class WorkerEffects {
    /** As Kubernetes itself gives a rollout, by default. */
    static final Duration LATE = Duration.ofMinutes(10);

    private final String policy;
    private final Telemetry telemetry;
    private final Consumer<String> line;
    private final Map<String, Open> open = new TreeMap<>();

    /** A restart whose end is not known. */
    private record Open(Claim claim, Duration since, boolean alarmed) {}

    /** @param line takes one line for a person at each change */
    public WorkerEffects(String policy, Telemetry telemetry, Consumer<String> line) {
        this.policy = policy;
        this.telemetry = telemetry;
        this.line = line;
    }

    /** A restart's patch was accepted. */
    public void written(Step step, Moment now) {
        open.put(step.object(), new Open(step.claim(), now.steady(), false));
    }

    /** Looks at what was last read of the Deployments. Returns an alarm to raise once. */
    public Optional<String> verify(boolean leads, List<WorkerReading> readings, Moment now) {
        if (!leads) {
            open.clear();
        }
        for (WorkerReading worker : readings) {
            if (leads && begun(worker, now)) {
                open.putIfAbsent(worker.id(), new Open(worker.claim(), now.steady(), false));
            }
            Open restart = open.get(worker.id());
            if (restart == null || !worker.claim().equals(restart.claim())) {
                continue;
            }
            Duration took = now.steady().minus(restart.since());
            if (worker.state() == WorkerState.READY) {
                open.remove(worker.id());
                telemetry.stage(policy, Stage.WORKERS, took);
                line.accept(now.wall() + " restarted after " + took.toSeconds() + " s: " + worker.id());
            } else if (!restart.alarmed() && took.compareTo(LATE) >= 0) {
                open.put(worker.id(), new Open(restart.claim(), restart.since(), true));
                return Optional.of(late(worker, restart, took, now));
            }
        }
        return Optional.empty();
    }

    /** Of another instance, or of a patch whose answer was lost. */
    private static boolean begun(WorkerReading worker, Moment now) {
        return worker.state() == WorkerState.ROLLING
                && worker.moved()
                        .filter(at -> at.isAfter(now.wall().minus(LATE)))
                        .isPresent();
    }

    private String late(WorkerReading worker, Open restart, Duration took, Moment now) {
        String what = worker.id() + " is " + worker.state().word() + ": " + worker.detail();
        line.accept(now.wall() + " not restarted yet: " + what);
        return "epoch " + restart.claim() + ": the restart of workers is not finished after " + took.toSeconds()
                + " s: " + what;
    }
}
