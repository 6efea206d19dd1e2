package dev.temporalfailover.probe.canary.workflow;

import dev.temporalfailover.probe.canary.CanarySettings.WorkflowSettings;
import io.grpc.ManagedChannel;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One connection with the SDK's client and worker on it. After a failure it is replaced as a whole: the SDK's pollers would wait
 * up to a minute before they ask a server again that was away. One thread.
 */
final class WorkflowSession {
    private static final String NAME = "temporal-failover-canary";
    /** Above the deadline: long enough that we, and not Temporal, end the waiting. */
    private static final Duration LONGER = Duration.ofSeconds(1);
    /** A SDK that was told to end its threads needs less. */
    private static final Duration END = Duration.ofSeconds(2);

    private final ManagedChannel channel;
    private final WorkflowServiceStubs stubs;
    private final WorkerFactory factory;
    private final WorkflowClient client;
    private final WorkflowOptions options;
    private boolean working;

    WorkflowSession(WorkflowSettings settings, String instance, FrontendChannel frontend) {
        Duration deadline = settings.deadline();
        String own = NAME + "-" + instance;
        channel = frontend.open();
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setChannel(channel)
                .addGrpcMetadataProvider(frontend::headers)
                .setRpcTimeout(deadline)
                .setSystemInfoTimeout(deadline)
                .setRpcRetryOptions(
                        RpcRetryOptions.newBuilder().setExpiration(deadline).validateBuildWithDefaults())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(settings.namespace())
                        .setIdentity(own)
                        .setWorkerHeartbeatInterval(Duration.ofSeconds(-1))
                        .build());
        factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkflowCacheSize(2)
                        .setMaxWorkflowThreadCount(4)
                        .build());
        Worker worker = factory.newWorker(
                own,
                WorkerOptions.newBuilder()
                        // One polls the task queue and one the worker's own; each takes a slot while it does.
                        .setMaxConcurrentWorkflowTaskPollers(2)
                        .setMaxConcurrentWorkflowTaskExecutionSize(2)
                        .setMaxConcurrentActivityTaskPollers(1)
                        .setMaxConcurrentActivityExecutionSize(1)
                        .setMaxConcurrentLocalActivityExecutionSize(1)
                        .setDisableEagerExecution(true)
                        .build());
        worker.registerWorkflowImplementationFactory(EchoWorkflow.class, () -> new EchoRun(deadline));
        worker.registerActivitiesImplementations(new Echo());
        options = WorkflowOptions.newBuilder()
                .setWorkflowId(own)
                .setTaskQueue(own)
                // Always the same id, so that one at most is open, whatever became of those before.
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING)
                .setWorkflowExecutionTimeout(deadline.plus(LONGER))
                .setDisableEagerExecution(true)
                .build();
    }

    /** For calls that are not the SDK's own, with a deadline each. */
    WorkflowServiceBlockingStub calls(Duration deadline) {
        return stubs.blockingStub().withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Starts the worker if it does not run yet, and a workflow. */
    WorkflowStub begin(String word) {
        if (!working) {
            factory.start();
            working = true;
        }
        WorkflowStub workflow = client.newUntypedWorkflowStub(EchoWorkflow.TYPE, options);
        workflow.start(word);
        return workflow;
    }

    /** Ends all calls and threads; false if some of them go on. */
    boolean end() {
        try {
            // One that was not started has no threads, and would ask the server what it can before it ends.
            if (working) {
                factory.shutdownNow();
            }
        } finally {
            channel.shutdownNow();
        }
        return ended(END);
    }

    /** Whether all threads of the worker have ended, at the latest after that time. */
    boolean ended(Duration within) {
        if (working) {
            factory.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
        }
        return !working || factory.isTerminated();
    }
}
