package dev.temporalfailover.real.stand.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.GetClusterInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerTest {
    private static final Metadata.Key<String> REGION = Metadata.Key.of("x-region", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    Path directory;

    private final Regions regions = new Regions(true);
    private volatile String cluster = "";
    private volatile String header = "";
    private volatile Status failure = Status.OK;
    private Server server;
    private ManagedChannel channel;
    private Journal journal;
    private Caller caller;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Cluster())
                .intercept(new Gateway())
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        journal = new Journal(directory.resolve("client.jsonl"));
        caller = new Caller(journal, Clusters.parse("east=a,west=b"), regions, Duration.ofSeconds(60));
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private final class Cluster extends WorkflowServiceGrpc.WorkflowServiceImplBase {
        @Override
        public void getClusterInfo(GetClusterInfoRequest request, StreamObserver<GetClusterInfoResponse> answer) {
            if (!failure.isOk()) {
                answer.onError(failure.asException());
                return;
            }
            answer.onNext(
                    GetClusterInfoResponse.newBuilder().setClusterId(cluster).build());
            answer.onCompleted();
        }
    }

    private final class Gateway implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata sent) {
                            if (!header.isEmpty()) {
                                sent.put(REGION, header);
                            }
                            super.sendHeaders(sent);
                        }
                    },
                    headers);
        }
    }

    private Optional<String> call() throws Exception {
        CompletableFuture<Optional<String>> ended = new CompletableFuture<>();
        caller.call(channel, ended::complete);
        return ended.get(60, TimeUnit.SECONDS);
    }

    private Set<String> reported() throws Exception {
        journal.close();
        return new ClientReport(directory.resolve("client.jsonl"))
                .counts(Instant.EPOCH, Instant.now().plusSeconds(60)).entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.toSet());
    }

    @Test
    void theClusterSaysWhichRegionAnswered() throws Exception {
        cluster = "a";
        header = "elsewhere";
        assertEquals(Optional.of("east"), call());
        cluster = "b";
        assertEquals(Optional.of("west"), call());
        cluster = "stranger";
        assertEquals(Optional.of("elsewhere"), call());
        header = "";
        assertEquals(Optional.of("stranger"), call());
        assertEquals(
                Set.of("call@east OK 1", "call@west OK 1", "call@elsewhere OK 1", "call@stranger OK 1"), reported());
    }

    @Test
    void anErrorIsReportedBareAndWithTheRegionOfItsConnection() throws Exception {
        cluster = "a";
        assertEquals(Optional.of("east"), call());
        failure = Status.PERMISSION_DENIED.withDescription("no");
        assertEquals(Optional.empty(), call());
        assertEquals(Set.of("call@east OK 1", "call@east PERMISSION_DENIED 1"), reported());
    }

    @Test
    void nobodyThereIsUnavailable() throws Exception {
        server.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
        assertEquals(Optional.empty(), call());
        assertEquals(Set.of("call UNAVAILABLE 1"), reported());
    }

    @Test
    void anAddressThatSpeaksForTwoRegionsTellsNothing() {
        Metadata none = new Metadata();
        regions.learn("10.0.0.1", "east");
        regions.learn("10.0.0.2", "west");
        assertEquals("east", regions.of(none, "10.0.0.1"));
        regions.learn("10.0.0.1", "west");
        regions.learn("10.0.0.1", "east");
        assertEquals("", regions.of(none, "10.0.0.1"));
        assertEquals("west", regions.of(none, "10.0.0.2"));
        Metadata said = new Metadata();
        said.put(REGION, "east");
        assertEquals("east", regions.of(said, "10.0.0.2"));
        Regions sidecar = new Regions(false);
        sidecar.learn("127.0.0.1", "east");
        assertEquals("", sidecar.of(none, "127.0.0.1"));
    }
}
