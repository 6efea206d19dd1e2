package dev.temporalfailover.emulator.temporal;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.enums.v1.ReplicationState;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.replication.v1.ClusterReplicationConfig;
import io.temporal.api.replication.v1.FailoverStatus;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.ListNamespacesRequest;
import io.temporal.api.workflowservice.v1.ListNamespacesResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceResponse;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The frontend of a cluster with namespaces, on loopback: pages, failover versions and refusals as Temporal 1.31.2 has them.
 * Each method can be made to fail or to hang.
 */
public final class FakeCluster implements AutoCloseable {
    /** Of all clusters together. */
    private static final int INCREMENT = 10;
    /** The caller asked that its call is not forwarded. */
    private static final Context.Key<Boolean> STAYS = Context.keyWithDefault("stays", false);

    /** How a method is spoilt: what it answers, or nothing at all. */
    public record Spoilt(Optional<StatusRuntimeException> answer) {
        public static final Spoilt HANGS = new Spoilt(Optional.empty());

        public static Spoilt by(Status status) {
            return new Spoilt(Optional.of(status.asRuntimeException()));
        }
    }

    /** By method's short name, and by it and a namespace: {@code UpdateNamespace}, {@code UpdateNamespace pay}. */
    public final Map<String, Spoilt> spoilt = new ConcurrentHashMap<>();
    /** As {@code UpdateNamespace pay}. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

    public final List<UpdateNamespaceRequest> updates = new CopyOnWriteArrayList<>();
    public final List<String> authorizations = new CopyOnWriteArrayList<>();
    /** By {@code pay/orders workflow}; one that is not here has no poller. */
    public final Map<String, DescribeTaskQueueResponse> taskQueues = new ConcurrentHashMap<>();
    /** Whom calls on a namespace are forwarded to, as under a {@code dcRedirectionPolicy}; not those that ask to stay. */
    public volatile Optional<FakeCluster> forwardsTo = Optional.empty();
    /** Lists that end with a token, whatever was said before. */
    public volatile boolean endless;

    public final FakeHandovers handovers = new FakeHandovers();
    public final FakeRegistrations registrations = new FakeRegistrations(this);
    public final FakePolls polls = new FakePolls();
    /** Most updates that ran at once. */
    public final AtomicInteger atOnce = new AtomicInteger();

    private final AtomicInteger running = new AtomicInteger();
    private final Map<String, DescribeNamespaceResponse> namespaces = new ConcurrentSkipListMap<>();
    private final String name;
    private final Map<String, Integer> initial;
    private final Frontend frontend = new Frontend();
    private final Server server;

    /**
     * @param name the cluster's own
     * @param initial by cluster its initial failover version
     */
    public FakeCluster(String name, Map<String, Integer> initial, int port, SslContext tls) {
        this.name = name;
        this.initial = initial;
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(frontend)
                .intercept(new CallHeaders(authorizations, STAYS));
        try {
            server = (tls == null ? builder : builder.sslContext(tls)).build().start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** A global namespace in these clusters. */
    public void global(String namespace, String active, long version, String... clusters) {
        put(namespace, true, active, version, Optional.empty(), clusters);
    }

    public void local(String namespace) {
        put(namespace, false, name, 0, Optional.empty(), name);
    }

    /** The namespace, whatever it was before. */
    public void put(
            String namespace,
            boolean global,
            String active,
            long version,
            Optional<Instant> since,
            String... clusters) {
        DescribeNamespaceResponse.Builder told = DescribeNamespaceResponse.newBuilder()
                .setNamespaceInfo(NamespaceInfo.newBuilder()
                        .setName(namespace)
                        .setState(NamespaceState.NAMESPACE_STATE_REGISTERED))
                .setReplicationConfig(NamespaceReplicationConfig.newBuilder()
                        .setActiveClusterName(active)
                        .setState(ReplicationState.REPLICATION_STATE_NORMAL)
                        .addAllClusters(Stream.of(clusters)
                                .map(c -> ClusterReplicationConfig.newBuilder()
                                        .setClusterName(c)
                                        .build())
                                .toList()))
                .setFailoverVersion(version)
                .setIsGlobalNamespace(global);
        since.ifPresent(at -> told.addFailoverHistory(FailoverStatus.newBuilder()
                .setFailoverVersion(version)
                .setFailoverTime(Timestamp.newBuilder().setSeconds(at.getEpochSecond()))));
        raw(told.build());
    }

    /** Exactly this answer. */
    public void raw(DescribeNamespaceResponse told) {
        namespaces.put(told.getNamespaceInfo().getName(), told);
    }

    public DescribeNamespaceResponse namespace(String namespace) {
        return namespaces.get(namespace);
    }

    public long count(String method) {
        return calls.stream().filter(call -> call.startsWith(method)).count();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** True if the call is dealt with. */
    private boolean spoilt(String method, String namespace, StreamObserver<?> to) {
        calls.add(method + " " + namespace);
        Spoilt how = spoilt.getOrDefault(method + " " + namespace, spoilt.get(method));
        if (how != null) {
            how.answer().ifPresent(to::onError);
        }
        return how != null;
    }

    private Optional<DescribeNamespaceResponse> known(String namespace, StreamObserver<?> to) {
        DescribeNamespaceResponse told = namespaces.get(namespace);
        if (told == null) {
            to.onError(StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                    .setCode(Status.Code.NOT_FOUND.value())
                    .setMessage("Namespace " + namespace + " is not found.")
                    .addDetails(Any.pack(NamespaceNotFoundFailure.newBuilder()
                            .setNamespace(namespace)
                            .build()))
                    .build()));
        }
        return Optional.ofNullable(told);
    }

    static <R> void answer(StreamObserver<R> to, R message) {
        to.onNext(message);
        to.onCompleted();
    }

    private final class Frontend extends WorkflowServiceGrpc.WorkflowServiceImplBase {
        @Override
        public void listNamespaces(ListNamespacesRequest request, StreamObserver<ListNamespacesResponse> to) {
            if (spoilt("ListNamespaces", "", to)) {
                return;
            }
            String after = request.getNextPageToken().toStringUtf8();
            List<DescribeNamespaceResponse> page = namespaces.values().stream()
                    .filter(one -> one.getNamespaceInfo().getName().compareTo(after) > 0)
                    .limit(request.getPageSize())
                    .toList();
            ListNamespacesResponse.Builder answer =
                    ListNamespacesResponse.newBuilder().addAllNamespaces(page);
            if (endless || page.size() == request.getPageSize()) {
                String last = page.isEmpty()
                        ? after
                        : page.get(page.size() - 1).getNamespaceInfo().getName();
                answer.setNextPageToken(ByteString.copyFromUtf8(last.isEmpty() ? "x" : last));
            }
            answer(to, answer.build());
        }

        @Override
        public void describeNamespace(DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> to) {
            if (!spoilt("DescribeNamespace", request.getNamespace(), to)) {
                known(request.getNamespace(), to).ifPresent(told -> answer(to, told));
            }
        }

        @Override
        public void updateNamespace(UpdateNamespaceRequest request, StreamObserver<UpdateNamespaceResponse> to) {
            updates.add(request);
            int now = running.incrementAndGet();
            atOnce.accumulateAndGet(now, Math::max);
            AtomicBoolean ended = new AtomicBoolean();
            StreamObserver<UpdateNamespaceResponse> counted = new EndingFirst<>(to, () -> end(ended));
            try {
                if (!spoilt("UpdateNamespace", request.getNamespace(), counted)) {
                    known(request.getNamespace(), counted).ifPresent(told -> updated(request, told, counted));
                }
            } finally {
                end(ended);
            }
        }

        private void end(AtomicBoolean ended) {
            if (ended.compareAndSet(false, true)) {
                running.decrementAndGet();
            }
        }

        private void updated(
                UpdateNamespaceRequest request,
                DescribeNamespaceResponse told,
                StreamObserver<UpdateNamespaceResponse> to) {
            String active = request.getReplicationConfig().getActiveClusterName();
            if (!initial.containsKey(active)) {
                to.onError(Status.INVALID_ARGUMENT
                        .withDescription("Invalid cluster name: " + active)
                        .asRuntimeException());
                return;
            }
            long version = told.getFailoverVersion();
            while (version % INCREMENT != initial.get(active)) {
                version++;
            }
            DescribeNamespaceResponse next = told.toBuilder()
                    .setFailoverVersion(version)
                    .setReplicationConfig(told.getReplicationConfig().toBuilder()
                            .setActiveClusterName(active)
                            .setState(ReplicationState.REPLICATION_STATE_NORMAL))
                    .build();
            raw(next);
            answer(
                    to,
                    UpdateNamespaceResponse.newBuilder()
                            .setNamespaceInfo(next.getNamespaceInfo())
                            .setReplicationConfig(next.getReplicationConfig())
                            .setFailoverVersion(version)
                            .setIsGlobalNamespace(next.getIsGlobalNamespace())
                            .build());
        }

        @Override
        public void registerNamespace(RegisterNamespaceRequest request, StreamObserver<RegisterNamespaceResponse> to) {
            if (!spoilt("RegisterNamespace", request.getNamespace(), to)) {
                registrations.register(request, to);
            }
        }

        @Override
        public void describeTaskQueue(DescribeTaskQueueRequest request, StreamObserver<DescribeTaskQueueResponse> to) {
            if (forwardsTo.isPresent() && !STAYS.get()) {
                forwardsTo.get().frontend.describeTaskQueue(request, to);
                return;
            }
            String kind = request.getTaskQueueType()
                    .name()
                    .replace("TASK_QUEUE_TYPE_", "")
                    .toLowerCase(Locale.ROOT);
            String queue = request.getNamespace() + "/" + request.getTaskQueue().getName() + " " + kind;
            if (!spoilt("DescribeTaskQueue", queue, to)) {
                known(request.getNamespace(), to)
                        .ifPresent(told -> answer(
                                to, taskQueues.getOrDefault(queue, DescribeTaskQueueResponse.getDefaultInstance())));
            }
        }

        @Override
        public void signalWorkflowExecution(
                SignalWorkflowExecutionRequest request, StreamObserver<SignalWorkflowExecutionResponse> to) {
            if (forwardsTo.isPresent() && !STAYS.get()) {
                forwardsTo.get().frontend.signalWorkflowExecution(request, to);
                return;
            }
            if (spoilt("SignalWorkflowExecution", request.getNamespace(), to)) {
                return;
            }
            known(request.getNamespace(), to).ifPresent(told -> {
                String active = told.getReplicationConfig().getActiveClusterName();
                Status status = active.equals(name)
                        ? Status.NOT_FOUND.withDescription("workflow not found for ID: x")
                        : Status.FAILED_PRECONDITION.withDescription("Namespace: " + request.getNamespace()
                                + " is active in cluster: " + active + ", while current cluster " + name
                                + " is a standby cluster.");
                to.onError(status.asRuntimeException());
            });
        }

        @Override
        public void pollWorkflowTaskQueue(
                PollWorkflowTaskQueueRequest request, StreamObserver<PollWorkflowTaskQueueResponse> to) {
            if (!spoilt("PollWorkflowTaskQueue", request.getNamespace(), to)) {
                polls.park(request, to);
            }
        }

        @Override
        public void startWorkflowExecution(
                StartWorkflowExecutionRequest request, StreamObserver<StartWorkflowExecutionResponse> to) {
            if (!spoilt("StartWorkflowExecution", request.getNamespace(), to)) {
                handovers.start(request, to);
            }
        }

        @Override
        public void requestCancelWorkflowExecution(
                RequestCancelWorkflowExecutionRequest request,
                StreamObserver<RequestCancelWorkflowExecutionResponse> to) {
            if (!spoilt("RequestCancelWorkflowExecution", request.getNamespace(), to)) {
                handovers.cancel(request.getWorkflowExecution(), to);
            }
        }

        @Override
        public void listWorkflowExecutions(
                ListWorkflowExecutionsRequest request, StreamObserver<ListWorkflowExecutionsResponse> to) {
            if (!spoilt("ListWorkflowExecutions", request.getNamespace(), to)) {
                handovers.list(to);
            }
        }

        @Override
        public void describeWorkflowExecution(
                DescribeWorkflowExecutionRequest request, StreamObserver<DescribeWorkflowExecutionResponse> to) {
            if (!spoilt("DescribeWorkflowExecution", request.getNamespace(), to)) {
                handovers.describe(request.getExecution(), to);
            }
        }
    }
}
