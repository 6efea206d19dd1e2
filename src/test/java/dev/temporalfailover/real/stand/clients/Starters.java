package dev.temporalfailover.real.stand.clients;

import io.grpc.Context;
import io.grpc.Status;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that start workflows through one long-lived connection, each every {@code -Drhythm} (PT0.2S), and wait
 * for the results beside that. Every request that goes over the wire is an {@code attempt}; what is left after the SDK's
 * retries, which give up early here, is a {@code start}; its outcome is a {@code result}.
 */
final class Starters implements AutoCloseable {
    private static final Duration RPC = Duration.ofSeconds(2);
    private static final Duration SYSTEM_INFO = Duration.ofMillis(500);
    private static final int WAITING = 512;
    private static final int DEEP = 20;

    private final Duration rhythm = Settings.duration("rhythm", Duration.ofMillis(200));
    private final SdkChannel channel = SdkChannel.asSet();
    private final ScheduledExecutorService threads;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final Journal journal;
    private final String name;
    private final String queue;
    private final Duration patience;
    private final int count;
    private final Semaphore waiting = new Semaphore(WAITING);

    /**
     * @param count of threads
     * @param patience how long a result is waited for
     */
    Starters(String name, String queue, int count, Duration patience, Journal journal, Regions regions) {
        this.name = name;
        this.queue = queue;
        this.count = count;
        this.patience = patience;
        this.journal = journal;
        this.threads = Executors.newScheduledThreadPool(count, task -> {
            Thread starting = new Thread(task, "starter");
            starting.setDaemon(true);
            return starting;
        });
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setChannel(channel.channel())
                .addGrpcClientInterceptor(
                        new CallWatch(journal, regions, method -> method.startsWith("StartWorkflow") ? "attempt" : ""))
                .setRpcTimeout(RPC)
                // Threads wait for it in turn, within the time for retries; what is left must not be negative.
                .setSystemInfoTimeout(SYSTEM_INFO)
                .setRpcRetryOptions(RpcRetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofMillis(100))
                        .setMaximumInterval(Duration.ofMillis(500))
                        .setExpiration(RPC)
                        .build())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setIdentity(name + "-starter")
                        .build());
    }

    void start() {
        for (int i = 0; i < count; i++) {
            long offset = rhythm.toMillis() * i / count;
            threads.scheduleAtFixedRate(this::one, offset, rhythm.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void one() {
        AtomicReference<String> answered = new AtomicReference<>("");
        WorkflowStub workflow = client.newUntypedWorkflowStub(
                "Payment",
                WorkflowOptions.newBuilder()
                        .setTaskQueue(queue)
                        .setWorkflowId(name + "-" + UUID.randomUUID())
                        .setWorkflowExecutionTimeout(Duration.ofSeconds(60))
                        .build());
        long began = System.nanoTime();
        try {
            Context.current().withValue(CallWatch.ANSWERED, answered).run(() -> workflow.start("any"));
        } catch (RuntimeException failed) {
            report("start", answered.get(), began, failed, "");
            return;
        }
        report("start", answered.get(), began, null, "");
        if (!waiting.tryAcquire()) {
            journal.seen("result", answered.get(), false, "UNWATCHED", 0, "");
            return;
        }
        long started = System.nanoTime();
        workflow.getResultAsync(patience.toMillis(), TimeUnit.MILLISECONDS, String.class)
                .whenComplete((signed, failed) -> {
                    waiting.release();
                    report("result", answered.get(), started, failed, "signed by " + signed);
                });
    }

    private void report(String kind, String region, long began, Throwable failed, String detail) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        String said = failed == null ? detail : root(failed).toString();
        journal.seen(kind, region, failed == null, code(failed), millis, said);
    }

    /** gRPC's status if there is one among the causes; else the name of the innermost, {@code TIMEOUT} for that. */
    static String code(Throwable failed) {
        if (failed == null) {
            return Status.Code.OK.name();
        }
        Status status = Status.fromThrowable(failed);
        if (status.getCode() != Status.Code.UNKNOWN) {
            return status.getCode().name();
        }
        Throwable root = root(failed);
        return root instanceof TimeoutException ? "TIMEOUT" : root.getClass().getSimpleName();
    }

    private static Throwable root(Throwable failed) {
        Throwable root = failed;
        for (int depth = 0; depth < DEEP && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    /** Drops what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
        stubs.shutdownNow();
        channel.close();
    }
}
