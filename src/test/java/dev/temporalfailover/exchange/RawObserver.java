package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.exchange.wire.Observation;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An observer that says whatever a test wants. */
final class RawObserver implements AutoCloseable {
    private final ManagedChannel channel;

    RawObserver(String address) {
        channel = NettyChannelBuilder.forTarget("dns:///" + address)
                .usePlaintext()
                .directExecutor()
                // Small, so that what the other side keeps for one that does not read can be told from what is on its
                // way.
                .flowControlWindow(65_535)
                .build();
    }

    /** A stream that reads all answers. */
    Call report() {
        return report(Integer.MAX_VALUE);
    }

    /** A stream that reads so many answers. */
    Call report(int read) {
        Call call = new Call(read);
        CoordinationGrpc.newStub(channel).report(call);
        return call;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    static final class Call implements ClientResponseObserver<Observation, Guidance> {
        final List<Guidance> answers = new CopyOnWriteArrayList<>();
        private final int read;
        private volatile Status end;
        private ClientCallStreamObserver<Observation> stream;

        private Call(int read) {
            this.read = read;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Observation> call) {
            stream = call;
            call.disableAutoRequestWithInitial(read);
        }

        void send(Observation message) {
            stream.onNext(message);
        }

        void complete() {
            stream.onCompleted();
        }

        void read(int more) {
            stream.request(more);
        }

        void awaitAnswers(int count) {
            Party.await().until(() -> answers.size() >= count || end != null);
            if (end != null) {
                throw new AssertionError("it ended: " + end);
            }
        }

        Status.Code awaitEnd() {
            Party.await().until(() -> end != null);
            return end.getCode();
        }

        @Override
        public void onNext(Guidance guidance) {
            answers.add(guidance);
        }

        @Override
        public void onError(Throwable failure) {
            end = Status.fromThrowable(failure);
        }

        @Override
        public void onCompleted() {
            end = Status.OK;
        }
    }
}
