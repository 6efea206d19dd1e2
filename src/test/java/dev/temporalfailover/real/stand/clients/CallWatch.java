package dev.temporalfailover.real.stand.clients;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Reports each call that goes over the wire, with its bare status: before anybody tries it again. */
final class CallWatch implements ClientInterceptor {

    /** Where the caller, if it cares, finds the region that answered last. */
    static final Context.Key<AtomicReference<String>> ANSWERED = Context.key("answered");

    private final Journal journal;
    private final Regions regions;
    private final Function<String, String> kindOf;

    /** @param kindOf kind to report by the method's bare name; empty: not reported */
    CallWatch(Journal journal, Regions regions, Function<String, String> kindOf) {
        this.journal = journal;
        this.regions = regions;
        this.kindOf = kindOf;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        ClientCall<Q, A> call = next.newCall(method, options);
        AtomicReference<String> answered = ANSWERED.get();
        return new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                super.start(new Watched<>(listener, delegate(), method.getBareMethodName(), answered), headers);
            }
        };
    }

    private final class Watched<A> extends SimpleForwardingClientCallListener<A> {
        private final ClientCall<?, A> call;
        private final String method;
        private final AtomicReference<String> answered;
        private final long began = System.nanoTime();
        private Metadata headers = new Metadata();

        Watched(
                ClientCall.Listener<A> listener,
                ClientCall<?, A> call,
                String method,
                AtomicReference<String> answered) {
            super(listener);
            this.call = call;
            this.method = method;
            this.answered = answered;
        }

        @Override
        public void onHeaders(Metadata received) {
            headers = received;
            super.onHeaders(received);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            String remote = Regions.remote(call.getAttributes());
            String region = regions.of(headers, remote);
            if (answered != null) {
                answered.set(region);
            }
            String kind = kindOf.apply(method);
            if (!kind.isEmpty()) {
                String why = status.getDescription() == null ? "" : ": " + status.getDescription();
                journal.seen(kind, region, status.isOk(), status.getCode().name(), millis, method + " " + remote + why);
            }
            super.onClose(status, trailers);
        }
    }
}
