package dev.temporalfailover.emulator.temporal;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.concurrent.TimeUnit;

/** A client's connection to one region: a channel that is kept, and calls that really start a workflow. */
public final class TemporalCall implements AutoCloseable {
    private static final long DEADLINE_MILLIS = 2_000;

    private final ManagedChannel channel;
    private final WorkflowServiceGrpc.WorkflowServiceBlockingStub stub;

    public TemporalCall(int port) {
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .build();
        this.stub = WorkflowServiceGrpc.newBlockingStub(channel);
    }

    /** Starts a workflow of this id; true if the server took it. */
    public boolean startWorkflow(String id) {
        try {
            stub.withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                    .startWorkflowExecution(StartWorkflowExecutionRequest.newBuilder()
                            .setNamespace("default")
                            .setWorkflowId(id)
                            .setRequestId(id)
                            .setWorkflowType(WorkflowType.newBuilder().setName("payment"))
                            .setTaskQueue(TaskQueue.newBuilder().setName("payments"))
                            .build());
            return true;
        } catch (StatusRuntimeException failed) {
            return false;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
