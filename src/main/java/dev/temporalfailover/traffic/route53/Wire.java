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

/**
 * What we need to know and to limit on the wire: whether a request may have left, and how long and how deep an answer may
 * be. The SDK reads XML of any length into memory and any depth onto the stack.
 */
final class Wire implements ExecutionInterceptor {

    /** Becomes true when the request is handed to the HTTP client. */
    static final ExecutionAttribute<AtomicBoolean> SENT = new ExecutionAttribute<>("temporal-failover.sent");

    /** A page of 100 record sets has about 100 kB; the SDK itself reads answers of any length into memory. */
    private static final long MAX_ANSWER = 2L << 20;

    private static final int MAX_OPEN = 2000;

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
        return context.responseBody().map(BoundedAnswer::new);
    }

    /** Fails before the SDK's recursive parser would run out of memory or of stack. */
    private static final class BoundedAnswer extends FilterInputStream {
        private long left = MAX_ANSWER;
        private int open;
        private int previous;

        BoundedAnswer(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read >= 0) {
                check(read);
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            for (int i = 0; i < read; i++) {
                check(buffer[offset + i]);
            }
            return read;
        }

        /** Empty elements {@code <a/>} count as never closed, which the limit has room for. */
        private void check(int next) throws IOException {
            if (--left < 0) {
                throw new IOException("the answer is longer than " + MAX_ANSWER + " bytes");
            }
            if (previous == '<') {
                if (next == '!') {
                    throw new IOException(
                            "the answer has a document type, comment or CDATA, which Route 53 never sends");
                }
                open += next == '/' ? -1 : next == '?' ? 0 : 1;
                if (open > MAX_OPEN) {
                    throw new IOException("the answer has more than " + MAX_OPEN + " elements that are not closed");
                }
            }
            previous = next;
        }
    }
}
