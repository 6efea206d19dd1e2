package dev.temporalfailover.emulator.temporal;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Workers' polls for workflow tasks, each of which waits until a test ends it. */
public final class FakePolls {
    /** One poll. */
    public record Poll(
            PollWorkflowTaskQueueRequest request, ServerCallStreamObserver<PollWorkflowTaskQueueResponse> observer) {
        public void end(PollWorkflowTaskQueueResponse answer) {
            FakeCluster.answer(observer, answer);
        }

        public boolean cancelled() {
            return observer.isCancelled();
        }
    }

    /** All that ever came, oldest first. */
    public final List<Poll> all = new CopyOnWriteArrayList<>();

    void park(PollWorkflowTaskQueueRequest request, StreamObserver<PollWorkflowTaskQueueResponse> to) {
        ServerCallStreamObserver<PollWorkflowTaskQueueResponse> call =
                (ServerCallStreamObserver<PollWorkflowTaskQueueResponse>) to;
        // Without this an answer to a cancelled call throws here.
        call.setOnCancelHandler(() -> {});
        all.add(new Poll(request, call));
    }
}
