package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Outcome;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Cause of a failed connection -> outcome. Pure. */
final class NetworkOutcome {
    private static final int MAX_DEPTH = 10;
    /** What the kernel says when this process or this machine has no more descriptors, memory or local ports to connect with. */
    private static final List<String> OURS = List.of(
            "too many open files",
            "no buffer space available",
            "cannot allocate memory",
            "cannot assign requested address");

    private NetworkOutcome() {}

    /** The outcome that a cause or one of its causes means, or null if none of them says so. */
    static Outcome of(Throwable cause) {
        Throwable at = cause;
        for (int depth = 0; at != null && depth < MAX_DEPTH; depth++) {
            Outcome outcome = one(at);
            if (outcome != null) {
                return outcome;
            }
            at = at.getCause();
        }
        return anyOf(cause, IOException.class) ? Outcome.UNREACHABLE : null;
    }

    private static Outcome one(Throwable t) {
        String message = t.getMessage() == null ? "" : t.getMessage().toLowerCase(Locale.ROOT);
        if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException) {
            return Outcome.NO_ADDRESS;
        }
        if (t instanceof IOException && OURS.stream().anyMatch(message::contains)) {
            return Outcome.STARVED;
        }
        if (t instanceof ConnectTimeoutException) {
            return Outcome.UNREACHABLE;
        }
        if (t instanceof ConnectException) {
            return message.contains("refused") ? Outcome.REFUSED : Outcome.UNREACHABLE;
        }
        if (t instanceof SslHandshakeTimeoutException) {
            return Outcome.DEADLINE;
        }
        if (t instanceof SSLException) {
            // A proxy that accepts and closes because what is behind it is dead speaks no TLS at all: that is a lost
            // connection, not a certificate at fault, and must not hide an outage as UNCLEAR.
            boolean closed = message.contains("closed while ssl/tls handshake")
                    || message.contains("closing inbound before receiving peer's close_notify")
                    || anyOf(t.getCause(), ClosedChannelException.class);
            return closed ? Outcome.UNREACHABLE : Outcome.TLS;
        }
        if (t instanceof GeneralSecurityException) {
            return Outcome.TLS;
        }
        if (t instanceof Http2Exception || t instanceof TooLongFrameException) {
            return Outcome.MALFORMED;
        }
        // A decoder's exception only wraps the one with the cause.
        return t instanceof DecoderException && t.getCause() == null ? Outcome.MALFORMED : null;
    }

    private static boolean anyOf(Throwable cause, Class<? extends Throwable> type) {
        Throwable at = cause;
        for (int depth = 0; at != null && depth < MAX_DEPTH; depth++) {
            if (type.isInstance(at)) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }
}
