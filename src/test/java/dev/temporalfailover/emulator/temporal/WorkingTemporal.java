package dev.temporalfailover.emulator.temporal;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.GetClusterInfoResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceResponse;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Temporal's own test server, which carries workflows, on loopback. It knows no namespaces and no cluster's id, so these calls
 * are answered here; any method can be made to hang.
 */
public final class WorkingTemporal implements AutoCloseable {
    /** What is said of every namespace. */
    public enum Namespace {
        LOCAL,
        GLOBAL,
        DELETED,
        MISSING
    }

    public volatile Namespace namespace = Namespace.LOCAL;
    /** Methods by their short name that are taken and never answered. */
    public final Set<String> hanging = ConcurrentHashMap.newKeySet();
    /** Short names, in the order of the calls. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

    public final List<String> authorizations = new CopyOnWriteArrayList<>();
    public final List<RegisterNamespaceRequest> registered = new CopyOnWriteArrayList<>();
    private final TestServicesStarter services = new TestServicesStarter(true, 0);
    private final Server server;

    public WorkingTemporal(int port) {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        GRPCServerHelper.registerServicesAndHealthChecks(services.getServices(), builder);
        try {
            server = builder.intercept(new Front()).build().start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    public long count(String method) {
        return calls.stream().filter(method::equals).count();
    }

    @Override
    public void close() {
        server.shutdownNow();
        services.close();
    }

    private final class Front implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            String method = call.getMethodDescriptor().getBareMethodName();
            calls.add(method);
            authorizations.add(
                    method + " " + headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)));
            if (hanging.contains(method)) {
                return new ServerCall.Listener<>() {};
            }
            return switch (method) {
                case "DescribeNamespace", "GetClusterInfo", "RegisterNamespace" -> answering(call, method);
                default -> next.startCall(call, headers);
            };
        }

        private <Q, R> ServerCall.Listener<Q> answering(ServerCall<Q, R> call, String method) {
            call.request(1);
            return new ServerCall.Listener<>() {
                @Override
                public void onMessage(Q request) {
                    if (request instanceof RegisterNamespaceRequest one) {
                        registered.add(one);
                        namespace = Namespace.LOCAL;
                    }
                }

                @Override
                public void onHalfClose() {
                    if (method.equals("DescribeNamespace") && namespace == Namespace.MISSING) {
                        call.close(Status.NOT_FOUND.withDescription("Namespace x is not found."), new Metadata());
                        return;
                    }
                    call.sendHeaders(new Metadata());
                    @SuppressWarnings("unchecked")
                    R answer = (R) answer(method);
                    call.sendMessage(answer);
                    call.close(Status.OK, new Metadata());
                }
            };
        }
    }

    private Object answer(String method) {
        return switch (method) {
            case "GetClusterInfo" ->
                GetClusterInfoResponse.newBuilder().setClusterId("id-east").build();
            case "RegisterNamespace" -> RegisterNamespaceResponse.getDefaultInstance();
            default ->
                DescribeNamespaceResponse.newBuilder()
                        .setIsGlobalNamespace(namespace == Namespace.GLOBAL)
                        .setNamespaceInfo(NamespaceInfo.newBuilder()
                                .setState(
                                        namespace == Namespace.DELETED
                                                ? NamespaceState.NAMESPACE_STATE_DELETED
                                                : NamespaceState.NAMESPACE_STATE_REGISTERED))
                        .build();
        };
    }
}
