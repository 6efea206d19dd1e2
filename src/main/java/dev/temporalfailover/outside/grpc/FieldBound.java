package dev.temporalfailover.outside.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Refuses a message with more fields than an honest one has, before anything is made of it. An empty field costs its sender two bytes and us an
 * object of eighty or more, so that a bound of bytes alone lets a message of a megabyte take forty.
 *
 * <p>It knows no types: what may be a message in a message is looked into as one.
 *
 * @param most fields of one message, those of the messages in it included
 */
public record FieldBound(int most) implements ClientInterceptor {
    /** No message of ours has so many levels, and of those below nothing is counted. */
    private static final int LEVELS = 24;

    private static final int FORGIVEN = 1_000;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int GROUP = 3;
    private static final int GROUP_END = 4;
    private static final int FIXED32 = 5;

    /** Of answers. */
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return next.newCall(
                method.toBuilder()
                        .setResponseMarshaller(bounded(method.getResponseMarshaller()))
                        .build(),
                options);
    }

    /** The same service, whose requests are bounded. */
    public ServerServiceDefinition on(ServerServiceDefinition service) {
        ServerServiceDefinition.Builder same =
                ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
        service.getMethods().forEach(method -> add(same, method));
        return same.build();
    }

    private <Q, A> void add(ServerServiceDefinition.Builder service, ServerMethodDefinition<Q, A> method) {
        MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
        service.addMethod(
                descriptor.toBuilder()
                        .setRequestMarshaller(bounded(descriptor.getRequestMarshaller()))
                        .build(),
                method.getServerCallHandler());
    }

    private <T> Marshaller<T> bounded(Marshaller<T> messages) {
        return new Marshaller<>() {
            @Override
            public InputStream stream(T message) {
                return messages.stream(message);
            }

            @Override
            public T parse(InputStream stream) {
                byte[] bytes;
                try {
                    bytes = stream.readAllBytes();
                } catch (IOException e) {
                    throw Status.INTERNAL.withCause(e).asRuntimeException();
                }
                if (!holds(bytes)) {
                    throw Status.RESOURCE_EXHAUSTED
                            .withDescription("a message of more than " + most + " fields")
                            .asRuntimeException();
                }
                return messages.parse(new ByteArrayInputStream(bytes));
            }
        };
    }

    /** Whether a message in protobuf's form has no more. Of one that breaks off, or is none, what comes before counts. */
    boolean holds(byte[] message) {
        Walk walk = new Walk(message);
        walk.isMessage(0, message.length, 1);
        return walk.fields <= most;
    }

    /** Goes through one message and ends where there are too many. */
    private final class Walk {
        private final byte[] bytes;
        private int at;
        private int fields;
        private boolean broken;

        Walk(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean isMessage(int from, int end, int level) {
            at = from;
            broken = false;
            while (at < end && fields <= most) {
                // Of more than 32 bits the library takes the lower ones.
                int tag = (int) varint(end);
                fields++;
                int length =
                        switch (tag & 7) {
                            case VARINT -> skipped(end);
                            case FIXED64 -> Long.BYTES;
                            case FIXED32 -> Integer.BYTES;
                            case BYTES -> (int) varint(end);
                            case GROUP, GROUP_END -> 0;
                            default -> -1;
                        };
                if (tag >>> 3 == 0 || broken || length < 0 || length > end - at) {
                    return false;
                }
                int next = at + length;
                if ((tag & 7) == BYTES && level < LEVELS) {
                    inner(at, next, level + 1);
                }
                at = next;
                broken = false;
            }
            return true;
        }

        /** Text begins as a message now and then. If it was to be one, the library ends here. */
        private void inner(int from, int end, int level) {
            int before = fields;
            if (!isMessage(from, end, level) && fields - before < FORGIVEN) {
                fields = before;
            }
        }

        private int skipped(int end) {
            varint(end);
            return 0;
        }

        private long varint(int end) {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
                byte one = bytes[at++];
                value |= (long) (one & 0x7f) << shift;
                if (one >= 0) {
                    return value;
                }
            }
            broken = true;
            return 0;
        }
    }
}
