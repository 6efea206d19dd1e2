package dev.temporalfailover.real.stand.clients;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Main class of a client that opens one long poll on a task queue where nothing ever happens, and reports when and how it
 * ended: {@code OK} after about a minute if nothing disturbed it, for then the server answers that there is nothing. An
 * {@code opening} before that says where it is about to be sent: the connection stands by then. Settings as of {@link
 * SdkClients}; {@code poll.deadline} (PT70S, the SDK's own).
 */
public final class LongPoll {
    private static final Duration AGAIN = Duration.ofMillis(500);

    private LongPoll() {}

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        Settings.jvmDns();
        String name = Settings.needed("name");
        Duration deadline = Settings.duration("poll.deadline", Duration.ofSeconds(70));
        Journal journal = Settings.journal();
        Regions regions = new Regions(SdkChannel.direct());
        SdkChannel channel = SdkChannel.asSet();
        Caller caller = new Caller(
                journal, Clusters.parse(System.getProperty("clusters", "")), regions, Duration.ofSeconds(10));
        Thread polling = new Thread(() -> {
            String region = connected(caller, channel);
            journal.seen("opening", region, true, "OK", 0, "");
            poll(name, deadline, channel, new CallWatch(journal, regions, method -> "poll"));
        });
        polling.setDaemon(true);
        polling.start();
        Life.untilEnd(() -> {
            journal.close();
            channel.close();
        });
    }

    /** The region of the connection that the poll is going to take. */
    private static String connected(Caller caller, SdkChannel channel) {
        while (true) {
            CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
            caller.call(channel.channel(), answer::complete);
            Optional<String> region = answer.join();
            if (region.isPresent()) {
                return region.get();
            }
            LockSupport.parkNanos(AGAIN.toNanos());
        }
    }

    private static void poll(String name, Duration deadline, SdkChannel channel, CallWatch watch) {
        try {
            WorkflowServiceGrpc.newBlockingStub(channel.channel())
                    .withInterceptors(watch)
                    .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .pollWorkflowTaskQueue(PollWorkflowTaskQueueRequest.newBuilder()
                            .setNamespace("default")
                            .setIdentity(name)
                            .setTaskQueue(TaskQueue.newBuilder().setName("silent-" + name))
                            .build());
        } catch (StatusRuntimeException ended) {
            System.err.println("the poll ended with " + Status.fromThrowable(ended));
        }
    }
}
