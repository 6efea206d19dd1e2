package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.exchange.wire.WatchRequest;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Another place that says to its watchers what a test wants. */
final class StandInPlace extends CoordinationGrpc.CoordinationImplBase implements AutoCloseable {
    private final List<StreamObserver<View>> watchers = new CopyOnWriteArrayList<>();
    private final Server server;

    StandInPlace() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .directExecutor()
                .addService(this)
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<View> watcher) {
        watchers.add(watcher);
    }

    /** Until so many began to watch since the start. */
    void awaitWatcher(int count) {
        Party.await().until(() -> watchers.size() >= count);
    }

    /** To the newest watcher. */
    void tell(View view) {
        awaitWatcher(1);
        watchers.get(watchers.size() - 1).onNext(view);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
