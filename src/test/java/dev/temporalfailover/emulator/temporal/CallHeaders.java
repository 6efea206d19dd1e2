package dev.temporalfailover.emulator.temporal;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;

/**
 * Notes what each call says of itself.
 *
 * @param authorizations as {@code UpdateNamespace Bearer x}
 * @param stays true where the caller asks that its call is not forwarded
 */
record CallHeaders(List<String> authorizations, Context.Key<Boolean> stays) implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String auth = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
        authorizations.add(call.getMethodDescriptor().getBareMethodName() + " " + auth);
        String redirection = headers.get(Metadata.Key.of("xdc-redirection", Metadata.ASCII_STRING_MARSHALLER));
        Context context = Context.current().withValue(stays, "false".equals(redirection));
        return Contexts.interceptCall(context, call, headers, next);
    }
}
