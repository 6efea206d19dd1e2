package dev.temporalfailover.emulator.temporal;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.temporalfailover.testkit.Ports;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.errordetails.v1.NotFoundFailure;
import io.temporal.api.errordetails.v1.ResourceExhaustedFailure;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.GetClusterInfoResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A gRPC server on loopback that answers a frontend's calls as it is told to. */
public final class FakeTemporal implements AutoCloseable {
    /** How GetSystemInfo and DescribeNamespace are answered. */
    public interface Script {
        void answer(StreamObserver<GetSystemInfoResponse> to);
    }

    /** How a workflow or a task queue of this name is answered; null never answers. */
    public interface Describing {
        StatusRuntimeException answer(String name);
    }

    public static final Script OK = to -> {
        to.onNext(GetSystemInfoResponse.getDefaultInstance());
        to.onCompleted();
    };
    public static final Script HANG = to -> {};
    public static final Script HUGE = to -> {
        to.onNext(GetSystemInfoResponse.newBuilder()
                .setServerVersion("x".repeat(2 << 20))
                .build());
        to.onCompleted();
    };

    public final AtomicReference<Script> script = new AtomicReference<>(OK);
    public final AtomicReference<Status> namespace = new AtomicReference<>(Status.OK);
    /** What DescribeWorkflowExecution says, on which workflow; as shipped, that history does not know it. */
    public final AtomicReference<Describing> workflow = new AtomicReference<>(name -> noWorkflow());
    /** What DescribeTaskQueue says; OK is a good answer. */
    public final AtomicReference<Describing> taskQueue = new AtomicReference<>(name -> Status.OK.asRuntimeException());
    /** What GetClusterInfo says. */
    public final AtomicReference<String> cluster = new AtomicReference<>("5f1a");

    public final List<String> authorizations = new CopyOnWriteArrayList<>();
    public final List<Long> deadlinesMillis = new CopyOnWriteArrayList<>();
    final HealthStatusManager health = new HealthStatusManager();
    private final Server server;

    public FakeTemporal() {
        this(freePort(), null);
    }

    public FakeTemporal(int port, SslContext tls) {
        this("127.0.0.1", port, tls);
    }

    /** @param address of the loopback, for example {@code ::1} */
    public FakeTemporal(String address, int port, SslContext tls) {
        try {
            NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(address, port))
                    .addService(new Frontend())
                    .addService(health.getHealthService())
                    .intercept(new Headers());
            server = (tls == null ? builder : builder.sslContext(tls)).build().start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    private static int freePort() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Script fails(Status status) {
        return to -> to.onError(status.asRuntimeException());
    }

    public static Script exhausted(ResourceExhaustedCause cause) {
        return to -> to.onError(limit(cause, "limit"));
    }

    public static StatusRuntimeException limit(ResourceExhaustedCause cause, String says) {
        return status(
                Status.Code.RESOURCE_EXHAUSTED,
                says,
                ResourceExhaustedFailure.newBuilder().setCause(cause).build());
    }

    /** As history says it of a workflow that it does not have. */
    public static StatusRuntimeException noWorkflow() {
        return status(Status.Code.NOT_FOUND, "workflow not found for ID: x", NotFoundFailure.getDefaultInstance());
    }

    /** As a frontend says it without asking history. */
    public static StatusRuntimeException noNamespace(String name) {
        return status(
                Status.Code.NOT_FOUND,
                "Namespace " + name + " is not found.",
                NamespaceNotFoundFailure.newBuilder().setNamespace(name).build());
    }

    private static StatusRuntimeException status(Status.Code code, String says, Message detail) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage(says)
                .addDetails(Any.pack(detail))
                .build());
    }

    public void serving(String service, ServingStatus status) {
        health.setStatus(service, status);
    }

    @Override
    public void close() {
        stop();
    }

    /** As if the process were killed. */
    public void stop() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Frontend extends WorkflowServiceGrpc.WorkflowServiceImplBase {
        @Override
        public void getSystemInfo(GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> to) {
            script.get().answer(to);
        }

        @Override
        public void getClusterInfo(GetClusterInfoRequest request, StreamObserver<GetClusterInfoResponse> to) {
            if (script.get() == OK) {
                to.onNext(GetClusterInfoResponse.newBuilder()
                        .setClusterId(cluster.get())
                        .build());
                to.onCompleted();
            } else {
                to.onError(Status.UNAVAILABLE.withDescription("not well").asRuntimeException());
            }
        }

        @Override
        public void describeWorkflowExecution(
                DescribeWorkflowExecutionRequest request, StreamObserver<DescribeWorkflowExecutionResponse> to) {
            describe(
                    workflow.get(),
                    request.getExecution().getWorkflowId(),
                    DescribeWorkflowExecutionResponse.getDefaultInstance(),
                    to);
        }

        @Override
        public void describeTaskQueue(DescribeTaskQueueRequest request, StreamObserver<DescribeTaskQueueResponse> to) {
            describe(
                    taskQueue.get(),
                    request.getTaskQueue().getName(),
                    DescribeTaskQueueResponse.getDefaultInstance(),
                    to);
        }

        @Override
        public void describeNamespace(DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> to) {
            Status status = namespace.get();
            if (status.isOk()) {
                to.onNext(DescribeNamespaceResponse.getDefaultInstance());
                to.onCompleted();
            } else {
                to.onError(status.asRuntimeException());
            }
        }
    }

    private static <R> void describe(Describing how, String name, R good, StreamObserver<R> to) {
        StatusRuntimeException answer = how.answer(name);
        if (answer != null && answer.getStatus().isOk()) {
            to.onNext(good);
            to.onCompleted();
        } else if (answer != null) {
            to.onError(answer);
        }
    }

    private final class Headers implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            String auth = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
            authorizations.add(auth == null ? "" : auth);
            Context context = Context.current();
            deadlinesMillis.add(
                    context.getDeadline() == null
                            ? -1
                            : context.getDeadline().timeRemaining(java.util.concurrent.TimeUnit.MILLISECONDS));
            return Contexts.interceptCall(context, call, headers, next);
        }
    }
}
