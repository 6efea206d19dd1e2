package dev.temporalfailover.real.stand;

import com.google.common.util.concurrent.MoreExecutors;
import dev.temporalfailover.real.ground.Host;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A steady load of GetSystemInfo on one server, past all links. */
public final class Load implements AutoCloseable {
    private static final int UNDER_WAY = 500;
    private static final int TICKS = 50;

    private final ManagedChannel channel;
    private final int perTick;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** @param perSecond calls; fewer while many of them are not answered */
    public Load(Host host, int perSecond) {
        channel = Grpc.newChannelBuilderForAddress(host.seen(), Frontend.PORT, InsecureChannelCredentials.create())
                .build();
        perTick = Math.max(1, perSecond / TICKS);
    }

    public void start() {
        clock.scheduleAtFixedRate(this::tick, 0, 1000 / TICKS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        for (int i = 0; i < perTick && underWay.get() < UNDER_WAY; i++) {
            underWay.incrementAndGet();
            var call = WorkflowServiceGrpc.newFutureStub(channel)
                    .withDeadlineAfter(5, TimeUnit.SECONDS)
                    .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
            call.addListener(
                    () -> {
                        underWay.decrementAndGet();
                        try {
                            call.get();
                            answered.incrementAndGet();
                        } catch (Exception failed) {
                            boolean exhausted =
                                    Status.fromThrowable(failed).getCode() == Status.Code.RESOURCE_EXHAUSTED;
                            refused.addAndGet(exhausted ? 1 : 0);
                        }
                    },
                    MoreExecutors.directExecutor());
        }
    }

    public long answered() {
        return answered.get();
    }

    /** Calls that the server had no room for. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        channel.shutdownNow();
    }
}
