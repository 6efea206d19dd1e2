package dev.temporalfailover.bench;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A Temporal frontend that costs as little as possible: constant answers to what the service asks. */
final class StandIn implements AutoCloseable {
    private static final String SERVICE = "temporal.api.workflowservice.v1.WorkflowService";

    private final Server server;

    /** @param asked told of every GetSystemInfo as it arrives */
    StandIn(List<InetSocketAddress> addresses, Runnable asked) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(addresses.get(0));
        addresses.stream().skip(1).forEach(builder::addListenAddress);
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus(SERVICE, ServingStatus.SERVING);
        server = builder.directExecutor()
                .addService(new Frontend(asked))
                .addService(health.getHealthService())
                .build()
                .start();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Frontend extends WorkflowServiceGrpc.WorkflowServiceImplBase {
        private static final GetSystemInfoResponse INFO =
                GetSystemInfoResponse.newBuilder().setServerVersion("1.32.0").build();

        private final Runnable asked;

        Frontend(Runnable asked) {
            this.asked = asked;
        }

        @Override
        public void getSystemInfo(GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
            asked.run();
            answer.onNext(INFO);
            answer.onCompleted();
        }

        @Override
        public void describeWorkflowExecution(
                DescribeWorkflowExecutionRequest request, StreamObserver<DescribeWorkflowExecutionResponse> answer) {
            answer.onNext(DescribeWorkflowExecutionResponse.getDefaultInstance());
            answer.onCompleted();
        }

        @Override
        public void describeTaskQueue(
                DescribeTaskQueueRequest request, StreamObserver<DescribeTaskQueueResponse> answer) {
            answer.onNext(DescribeTaskQueueResponse.getDefaultInstance());
            answer.onCompleted();
        }

        @Override
        public void describeNamespace(
                DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> answer) {
            answer.onNext(DescribeNamespaceResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }
}
