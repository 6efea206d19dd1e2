package dev.temporalfailover.bench;

import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.Target;
import dev.temporalfailover.exchange.wire.Verdict;
import dev.temporalfailover.exchange.wire.Vote;
import dev.temporalfailover.outside.Tls;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Main class of a child process that is many observers, each with a connection of its own. */
public final class ObserversProcess {
    private static final int TARGETS = 8;
    private static final double CHANGING = 0.05;
    /** Heartbeats for each connection that is opened at the beginning. */
    private static final int RAMP = 20;

    private final Random random = new Random(7);
    private final List<StreamObserver<Observation>> streams = new ArrayList<>();
    /** Those whose stream ended; they connect again at their next heartbeat. */
    private final Set<Integer> lost = ConcurrentHashMap.newKeySet();

    private ObserversProcess() {}

    /** @param args directory of the TLS files, the leader's port, how many observers */
    public static void main(String[] args) throws IOException, InterruptedException {
        new ObserversProcess().run(LeaderProcess.tls(Path.of(args[0])), args[1], Integer.parseInt(args[2]));
    }

    private void run(Tls files, String port, int count) throws IOException, InterruptedException {
        SslContext tls = GrpcSslContexts.forClient()
                .keyManager(
                        files.certificate().orElseThrow().toFile(),
                        files.key().orElseThrow().toFile())
                .trustManager(files.ca().orElseThrow().toFile())
                .build();
        EventLoopGroup io = new NioEventLoopGroup(1);
        long second = 1_000_000_000L;
        long next = System.nanoTime();
        for (long slot = 0; ; slot++) {
            next += second / count;
            long wait = next - System.nanoTime();
            if (wait > 1_000_000) {
                Thread.sleep(wait / 1_000_000);
            }
            int heartbeat = (int) (slot % count);
            if (lost.remove(heartbeat)) {
                streams.set(heartbeat, open(tls, io, "127.0.0.1:" + port, heartbeat));
            } else if (heartbeat < streams.size()) {
                streams.get(heartbeat).onNext(changes());
            }
            if (slot % RAMP == 0 && streams.size() < count) {
                streams.add(open(tls, io, "127.0.0.1:" + port, streams.size()));
            }
        }
    }

    private StreamObserver<Observation> open(SslContext tls, EventLoopGroup io, String address, int index) {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + address)
                .channelType(NioSocketChannel.class)
                .eventLoopGroup(io)
                .directExecutor()
                .overrideAuthority(LeaderProcess.NAME)
                .sslContext(tls)
                .build();
        StreamObserver<Observation> stream = CoordinationGrpc.newStub(channel).report(new Answers(index));
        Observation.Builder first = Observation.newBuilder()
                .setInstance("ip-10-0-" + index / 250 + "-" + index % 250 + ".us-east-1.compute.internal")
                .setRegion("us-east-1");
        for (int target = 0; target < TARGETS; target++) {
            first.addVotes(vote(target));
        }
        stream.onNext(first.build());
        return stream;
    }

    private Observation changes() {
        Observation.Builder changes = Observation.newBuilder();
        for (int target = 0; target < TARGETS; target++) {
            if (random.nextDouble() < CHANGING) {
                changes.addVotes(vote(target));
            }
        }
        return changes.build();
    }

    private Vote vote(int target) {
        return Vote.newBuilder()
                .setPolicy("default")
                .setTarget(Target.newBuilder()
                        .setRegion(target % 2 == 0 ? "us-east-1" : "us-west-2")
                        .setService("frontend")
                        .setPath("private")
                        .setAddress("temporal-frontend-" + target + ".temporal.svc.cluster.local:7233")
                        .setCheck("system_info"))
                .setVerdict(random.nextBoolean() ? Verdict.VERDICT_HEALTHY : Verdict.VERDICT_DEGRADED)
                .setWhy("p99 " + random.nextInt(1000) + " ms over 60 s, 0.0 % of 60 probes failed")
                .setAgeMs(random.nextInt(1000))
                .setCounts(true)
                .build();
    }

    private final class Answers implements StreamObserver<Guidance> {
        private final int index;

        Answers(int index) {
            this.index = index;
        }

        @Override
        public void onNext(Guidance guidance) {}

        @Override
        public void onError(Throwable failure) {
            System.out.println("failed: " + failure);
            lost.add(index);
        }

        @Override
        public void onCompleted() {
            System.out.println("ended");
        }
    }
}
