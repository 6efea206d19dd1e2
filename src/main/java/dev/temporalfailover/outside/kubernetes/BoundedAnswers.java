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

        Counted(AsyncBody.Consumer<List<ByteBuffer>> consumer, boolean lines) {
            this.consumer = consumer;
            this.lines = lines;
        }

        @Override
        public void consume(List<ByteBuffer> parts, AsyncBody body) throws Exception {
            for (ByteBuffer part : parts) {
                bytes = lines ? sinceLineEnd(part) : bytes + part.remaining();
            }
            if (bytes > MOST_BYTES) {
                IOException tooLarge =
                        new IOException("the API server's answer is larger than " + MOST_BYTES + " bytes");
                // First, or else what ends the connection would be the reason that is told.
                body.done().completeExceptionally(tooLarge);
                body.cancel();
                throw tooLarge;
            }
            consumer.consume(parts, body);
        }

        private long sinceLineEnd(ByteBuffer part) {
            for (int at = part.limit() - 1; at >= part.position(); at--) {
                if (part.get(at) == '\n') {
                    return part.limit() - 1L - at;
                }
            }
            return bytes + part.remaining();
        }

        @Override
        public <U> U unwrap(Class<U> target) {
            return consumer.unwrap(target);
        }
    }
}
