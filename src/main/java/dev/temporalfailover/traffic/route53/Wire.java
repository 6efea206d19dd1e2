package dev.temporalfailover.traffic.route53;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** What we need to know and to limit on the wire: whether a request may have left, and how long an answer may be. */
final class Wire implements ExecutionInterceptor {

    /** Becomes true when the request is handed to the HTTP client. */
    static final ExecutionAttribute<AtomicBoolean> SENT = new ExecutionAttribute<>("temporal-failover.sent");

    /** A page of 100 record sets has about 100 kB; the SDK itself reads answers of any length into memory. */
    private static final long MAX_ANSWER = 2L << 20;

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        AtomicBoolean sent = attributes.getAttribute(SENT);
        if (sent != null) {
            sent.set(true);
        }
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return context.responseBody().map(Bounded::new);
    }

    /** Fails when more than the limit was read. */
    private static final class Bounded extends FilterInputStream {
        private long left = MAX_ANSWER;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            spend(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            spend(Math.max(0, read));
            return read;
        }

        private void spend(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("the answer is longer than " + MAX_ANSWER + " bytes");
            }
        }
    }
}
