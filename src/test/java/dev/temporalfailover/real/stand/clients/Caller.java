package dev.temporalfailover.real.stand.clients;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.GetClusterInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One GetClusterInfo at a time over a channel that somebody else owns: it says which cluster answered. Reported as
 * {@code call}. Never blocks; every call ends with its deadline.
 */
final class Caller {
    private final Journal journal;
    private final Clusters clusters;
    private final Regions regions;
    private final Duration deadline;

    Caller(Journal journal, Clusters clusters, Regions regions, Duration deadline) {
        this.journal = journal;
        this.clusters = clusters;
        this.regions = regions;
        this.deadline = deadline;
    }

    /**
     * Starts a call. Once it has ended and was reported, {@code after} gets the region that answered well, else nothing, on a
     * thread of the channel.
     */
    void call(ManagedChannel channel, Consumer<Optional<String>> after) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
        ClientCall<GetClusterInfoRequest, GetClusterInfoResponse> call =
                channel.newCall(WorkflowServiceGrpc.getGetClusterInfoMethod(), options);
        call.start(new Answer(call, after), new Metadata());
        call.request(1);
        call.sendMessage(GetClusterInfoRequest.getDefaultInstance());
        call.halfClose();
    }

    private final class Answer extends ClientCall.Listener<GetClusterInfoResponse> {
        private final ClientCall<?, ?> call;
        private final Consumer<Optional<String>> after;
        private final long began = System.nanoTime();
        private Metadata headers = new Metadata();
        private String cluster = "";

        Answer(ClientCall<?, ?> call, Consumer<Optional<String>> after) {
            this.call = call;
            this.after = after;
        }

        @Override
        public void onHeaders(Metadata received) {
            headers = received;
        }

        @Override
        public void onMessage(GetClusterInfoResponse response) {
            cluster = response.getClusterId();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            Optional<String> good = Optional.empty();
            try {
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                String remote = Regions.remote(call.getAttributes());
                String region = regions.of(headers, remote);
                if (status.isOk() && !cluster.isEmpty()) {
                    region = clusters.region(cluster, Regions.said(headers));
                    regions.learn(remote, region);
                    good = Optional.of(region);
                }
                String why = status.getDescription() == null ? "" : ": " + status.getDescription();
                journal.seen("call", region, status.isOk(), status.getCode().name(), millis, remote + why);
            } finally {
                after.accept(good);
            }
        }
    }
}
