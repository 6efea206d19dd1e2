package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Outcome;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.netty.handler.codec.CodecException;
import java.util.function.Supplier;

/** A fault of this program or its libraries, as opposed to one of the peer or the network. */
final class LocalFault {
    private static final int MAX_DEPTH = 10;

    private LocalFault() {}

    /** What {@code read} answers; what it throws is told to the listener and says nothing about the target. */
    static Answer guarded(ProbeListener listener, String doing, Supplier<Answer> read) {
        try {
            return read.get();
        } catch (RuntimeException | LinkageError e) {
            return answer(listener, doing, e);
        }
    }

    /** The answer that stands for what was thrown. */
    static Answer answer(ProbeListener listener, String doing, Throwable thrown) {
        listener.localError(doing, thrown);
        return new Answer(Outcome.LOCAL_ERROR, doing + " failed in this program: " + thrown);
    }

    /** True if neither network nor peer can be the cause: a programming error, or a class that cannot be used. */
    static boolean is(Throwable cause) {
        boolean ours = false;
        Throwable at = cause;
        for (int depth = 0; at != null && depth < MAX_DEPTH; depth++) {
            // What a codec throws is about the peer's bytes, whatever is inside.
            if (at instanceof CodecException || at instanceof StatusException || at instanceof StatusRuntimeException) {
                return false;
            }
            ours |= at instanceof RuntimeException || at instanceof LinkageError;
            at = at.getCause();
        }
        return ours && NetworkOutcome.of(cause) == null;
    }
}
