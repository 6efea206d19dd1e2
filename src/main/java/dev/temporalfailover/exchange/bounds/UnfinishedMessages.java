package dev.temporalfailover.exchange.bounds;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Bounds the memory of messages that have begun and are not complete, of all calls of a server together. The library bounds one
 * message, and how many calls there are has to be many. Where there is too much, whoever sends more of a large one loses its connection:
 * the end of a call alone waits for a client that does not read, and keeps what has come.
 */
public final class UnfinishedMessages extends ServerStreamTracer.Factory implements ServerInterceptor {
    /** Bytes of all of them, {@link #OF_A_PART} for each part included. */
    public static final long MOST = 2L << 20;

    /** Of one call so much is never too much; nearly all reports are smaller. */
    public static final long SMALL = 32L << 10;

    /** What the objects of a part of a message take, however small it is. */
    public static final long OF_A_PART = 256;

    private static final Context.Key<Call> CALL = Context.key("unfinished");

    private final Consumer<SocketAddress> ending;
    private final AtomicLong bytes = new AtomicLong();

    /** @param ending ends the connection from that address, perhaps twice; must not block */
    public UnfinishedMessages(Consumer<SocketAddress> ending) {
        this.ending = ending;
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
        CALL.get().from(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        return next.startCall(call, headers);
    }

    /** One call, from its head to its end. Its bytes are counted by the event loop of its connection. */
    public final class Call extends ServerStreamTracer {
        private final AtomicLong own = new AtomicLong();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile SocketAddress address;
        /** It had too much before it was known whose it is: a server may hand the call to another thread before it is. */
        private volatile boolean early;

        private Call() {}

        /** Whose it is. */
        void from(SocketAddress caller) {
            address = caller;
            if (early) {
                ending.accept(caller);
            }
        }

        @Override
        public Context filterContext(Context context) {
            return context.withValue(CALL, this);
        }

        @Override
        public void inboundWireSize(long more) {
            long part = more + OF_A_PART;
            long mine = own.addAndGet(part);
            if (bytes.addAndGet(part) > MOST && mine > SMALL && over.compareAndSet(false, true)) {
                early = true;
                SocketAddress caller = address;
                if (caller != null) {
                    ending.accept(caller);
                }
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
