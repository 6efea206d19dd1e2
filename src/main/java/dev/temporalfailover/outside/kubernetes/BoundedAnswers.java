package dev.temporalfailover.outside.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Ends an answer of the Kubernetes API that is larger than anything this service asks for: single objects, of which the API server stores no more
 * than 1.5 MB. The client library would collect it in memory until the call's deadline.
 */
public final class BoundedAnswers implements Interceptor {
    /** Of one answer; of one event where it is a watch. */
    static final long MOST_BYTES = 4 << 20;

    /** Objects, lists and fields of the same. An empty object is three bytes there, and eighty or more here. */
    static final int MOST_PARTS = 200_000;

    /** A client made with this builder, and each that is derived from it, has the bound. */
    public static KubernetesClientBuilder on(KubernetesClientBuilder builder) {
        return builder.withHttpClientBuilderConsumer(
                http -> http.addOrReplaceInterceptor("bounded-answers", new BoundedAnswers()));
    }

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        String query = request.uri().getQuery();
        return new Counted(consumer, query != null && query.contains("watch=true"));
    }

    /** Counts what one answer brings. */
    private static final class Counted implements AsyncBody.Consumer<List<ByteBuffer>> {
        private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
        private final boolean lines;
        private long bytes;
        private int pieces;

        Counted(AsyncBody.Consumer<List<ByteBuffer>> consumer, boolean lines) {
            this.consumer = consumer;
            this.lines = lines;
        }

        @Override
        public void consume(List<ByteBuffer> parts, AsyncBody body) throws Exception {
            for (ByteBuffer part : parts) {
                count(part);
            }
            if (bytes > MOST_BYTES || pieces > MOST_PARTS) {
                IOException tooLarge = new IOException("the API server's answer is larger than " + MOST_BYTES
                        + " bytes, or than " + MOST_PARTS + " objects, lists and fields");
                // First, or else what ends the connection would be the reason that is told.
                body.done().completeExceptionally(tooLarge);
                body.cancel();
                throw tooLarge;
            }
            consumer.consume(parts, body);
        }

        /** Those of texts too: it only looks for their signs. */
        private void count(ByteBuffer part) {
            for (int at = part.position(); at < part.limit(); at++) {
                byte sign = part.get(at);
                if (lines && sign == '\n') {
                    bytes = 0;
                    pieces = 0;
                } else {
                    bytes++;
                    pieces += sign == '{' || sign == '[' || sign == ':' ? 1 : 0;
                }
            }
        }

        @Override
        public <U> U unwrap(Class<U> target) {
            return consumer.unwrap(target);
        }
    }
}
