package dev.temporalfailover.exchange.bounds;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of messages that have begun and are not complete, of all calls of a server together. The library bounds one
 * message, and how many calls there are has to be many. Where there is too much, whoever sends more of a large one loses its call.
 */
public final class UnfinishedMessages extends ServerStreamTracer.Factory implements ServerInterceptor {
    /** Bytes of all of them. Each may keep a whole buffer of its connection in use: 8 MiB of them took all 32 MiB of direct memory. */
    public static final long MOST = 2L << 20;

    /** Of one call so much is never too much; nearly all reports are smaller. */
    public static final long SMALL = 32L << 10;

    private static final Context.Key<Call> CALL = Context.key("unfinished");
    private static final Status TOO_MUCH = Status.RESOURCE_EXHAUSTED.withDescription(
            "too much of unfinished messages of all calls, " + MOST + " bytes: try again");

    private final Executor thread;
    private final Runnable ended;
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param thread ends calls
     * @param ended told of each, in that thread
     */
    public UnfinishedMessages(Executor thread, Runnable ended) {
        this.thread = thread;
        this.ended = ended;
    }

    /** The present call; it ends its own stream where otherwise the library would. In a call only. */
    public static Call present() {
        return CALL.get();
    }

    /** Bytes that wait now. */
    public long bytes() {
        return bytes.get();
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Call();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        present().endsBy(status -> call.close(status, new Metadata()));
        return next.startCall(call, headers);
    }

    /** How a call is ended. */
    public interface Ending {
        /** Called once at most, in the thread that was given. */
        void end(Status status);
    }

    /** One call, from its head to its end. Its bytes are counted by the event loop of its connection. */
    public final class Call extends ServerStreamTracer {
        private final AtomicLong own = new AtomicLong();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Ending ending = status -> {};

        private Call() {}

        /** From now on it is ended so. */
        public void endsBy(Ending how) {
            ending = how;
        }

        @Override
        public Context filterContext(Context context) {
            return context.withValue(CALL, this);
        }

        @Override
        public void inboundWireSize(long more) {
            long mine = own.addAndGet(more);
            if (bytes.addAndGet(more) > MOST && mine > SMALL && over.compareAndSet(false, true)) {
                thread.execute(() -> {
                    ending.end(TOO_MUCH);
                    ended.run();
                });
            }
        }

        @Override
        public void inboundMessageRead(int number, long wire, long length) {
            forget();
        }

        @Override
        public void streamClosed(Status status) {
            over.set(true);
            forget();
        }

        private void forget() {
            bytes.addAndGet(-own.getAndSet(0));
        }
    }
}
