package dev.temporalfailover.probe.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProbeCallTest {

    @Test
    void everyWorkflowIsAskedInTurnAndNoOther() {
        Supplier<DescribeWorkflowExecutionRequest> request =
                ProbeCall.workflow("pay", new Random(1)).request();
        List<String> ids = Stream.generate(request)
                .limit(3L * ProbeCall.WORKFLOWS)
                .peek(one -> assertEquals("pay", one.getNamespace()))
                .map(one -> one.getExecution().getWorkflowId())
                .toList();
        assertEquals(
                ProbeCall.WORKFLOWS,
                Set.copyOf(ids.subList(0, ProbeCall.WORKFLOWS)).size());
        assertEquals(ids.subList(0, ProbeCall.WORKFLOWS), ids.subList(ProbeCall.WORKFLOWS, 2 * ProbeCall.WORKFLOWS));
        assertTrue(ids.stream().allMatch(id -> id.startsWith("temporal-failover-probe-")), ids.get(0));
    }

    @Test
    void everyTaskQueueIsAskedInTurnAndNoOther() {
        Supplier<DescribeTaskQueueRequest> request =
                ProbeCall.taskQueue("pay", new Random(1)).request();
        Set<String> queues = Stream.generate(request)
                .limit(3L * ProbeCall.TASK_QUEUES)
                .peek(one -> assertEquals(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, one.getTaskQueueType()))
                .map(one -> one.getTaskQueue().getName())
                .collect(Collectors.toSet());
        assertEquals(ProbeCall.TASK_QUEUES, queues.size());
    }

    @Test
    void instancesDoNotBeginWithTheSameWorkflow() {
        Random random = new Random(1);
        long first = Stream.generate(
                        () -> ProbeCall.workflow("pay", random).request().get())
                .limit(100)
                .distinct()
                .count();
        assertTrue(first > 50, first + " of 100 begin differently");
    }
}
