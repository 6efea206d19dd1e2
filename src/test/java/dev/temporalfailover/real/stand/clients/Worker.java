package dev.temporalfailover.real.stand.clients;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Temporal worker on a connection of its own, with the SDK's own settings and threads. Its long polls are reported as
 * {@code poll}, what it answers to tasks as {@code respond}: one that came from another region's server is refused there.
 */
final class Worker implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final SdkChannel channel = SdkChannel.asSet();
    private final WorkflowServiceStubs stubs;
    private final WorkerFactory factory;
    private final Journal journal;

    Worker(String name, String queue, Journal journal, Regions regions) {
        this.journal = journal;
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setChannel(channel.channel())
                .addGrpcClientInterceptor(new CallWatch(journal, regions, Worker::kind))
                .build());
        WorkflowClient client = WorkflowClient.newInstance(
                stubs, WorkflowClientOptions.newBuilder().setIdentity(name).build());
        factory = WorkerFactory.newInstance(client);
        io.temporal.worker.Worker worker = factory.newWorker(queue);
        worker.registerWorkflowImplementationTypes(Payment.Charged.class);
        worker.registerActivitiesImplementations((Payment.Charge) id -> name);
    }

    private static String kind(String method) {
        if (method.startsWith("Poll")) {
            return "poll";
        }
        return method.startsWith("Respond") ? "respond" : "";
    }

    /**
     * Begins to poll. The SDK first asks the server about itself, and does not begin if it is not answered: then this asks
     * again a second later, as something that restarts a process would, until it is interrupted. Each time is reported as
     * {@code worker}.
     */
    void start() {
        boolean started = false;
        while (!started && !Thread.currentThread().isInterrupted()) {
            started = tryStart();
            if (!started) {
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    private boolean tryStart() {
        long began = System.nanoTime();
        RuntimeException why = null;
        try {
            factory.start();
        } catch (RuntimeException failed) {
            why = failed;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        journal.seen("worker", "", why == null, Starters.code(why), millis, why == null ? "" : why.toString());
        return why == null;
    }

    /** Ends within about two seconds, tasks or not. */
    @Override
    public void close() {
        factory.shutdownNow();
        factory.awaitTermination(1, TimeUnit.SECONDS);
        stubs.shutdownNow();
        channel.close();
    }
}
