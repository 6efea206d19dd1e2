package dev.temporalfailover.real.stand.clients;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import java.util.concurrent.TimeUnit;

/**
 * A Temporal worker on a connection of its own, with the SDK's own settings and threads. Its long polls are reported as
 * {@code poll}, what it answers to tasks as {@code respond}: one that came from another region's server is refused there.
 */
final class Worker implements AutoCloseable {
    private final SdkChannel channel = SdkChannel.asSet();
    private final WorkflowServiceStubs stubs;
    private final WorkerFactory factory;

    Worker(String name, String queue, Journal journal, Regions regions) {
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

    /** Begins to poll. Asks the server about itself first, with the SDK's retries, so it may take a minute and throw. */
    void start() {
        factory.start();
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
