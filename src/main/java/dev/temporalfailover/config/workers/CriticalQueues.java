package dev.temporalfailover.config.workers;

import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import java.util.ArrayList;
import java.util.List;

/** Setting {@code critical_task_queues}. */
public final class CriticalQueues {
    /** Critical task queues of a policy; each costs up to three calls every ten seconds. */
    private static final int MOST = 64;

    /** Of a namespace of Temporal. */
    public static final ValueType<String> TEMPORAL_NAME =
            ValueType.matching("1 to 255 printable characters without spaces", "[!-~]{1,255}");

    private static final Setting<String> NAMESPACE =
            Setting.required("namespace", TEMPORAL_NAME).means("Temporal namespace of the task queue.");
    private static final Setting<String> TASK_QUEUE =
            Setting.required("task_queue", Types.TEXT).means("Name of the task queue.");
    private static final Setting<TaskKind> TYPES = Setting.values(
                    "types", ValueType.word(TaskKind.class), "workflow and activity")
            .means("What its workers poll for.");
    public static final Setting<Void> CRITICAL = Setting.groups(
                    "critical_task_queues", new Shape(NAMESPACE, TASK_QUEUE, TYPES))
            .means("Task queues that must have workers in a region before the traffic goes there, at most " + MOST
                    + ". The leader asks its own region's frontend every 10 s who polls them; one without a poller in the"
                    + " last 2 min stands as the reason `pollers` against its region. Nothing moves or waits because of"
                    + " it.");

    private CriticalQueues() {}

    /** Those that can be read. */
    public static List<CriticalQueue> read(Section s) {
        if (s.size(CRITICAL) > MOST) {
            s.wrong(CRITICAL, "has " + s.size(CRITICAL) + " task queues; at most " + MOST + " are asked about");
        }
        List<CriticalQueue> queues = new ArrayList<>();
        for (Section one : s.groups(CRITICAL)) {
            String namespace = one.value(NAMESPACE);
            String name = one.value(TASK_QUEUE);
            List<TaskKind> kinds = one.has(TYPES) ? one.values(TYPES) : List.of(TaskKind.WORKFLOW, TaskKind.ACTIVITY);
            for (TaskKind kind : namespace == null || name == null ? List.<TaskKind>of() : kinds) {
                CriticalQueue queue = new CriticalQueue(namespace, name, kind);
                if (queues.contains(queue)) {
                    one.wrong(queue + " is in the list twice");
                } else {
                    queues.add(queue);
                }
            }
        }
        return queues;
    }
}
