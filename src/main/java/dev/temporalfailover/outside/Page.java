package dev.temporalfailover.outside;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * One GET whose body is read as it comes and never beyond a bound. Redirects are not followed; anything but 200 is an
 * {@link IOException}. It has no deadline for the whole: the caller that submits it to an executor decides how long to
 * wait and then calls {@link #abandon}, from any thread.
 *
 * @param <T> what the body is read into
 */
public final class Page<T> implements Callable<T> {
    private final URI url;
    private final String accept;
    private final Duration timeout;
    private final int maxBytes;
    private final Reader<T> reader;
    private volatile HttpURLConnection connection;
    private volatile boolean abandoned;

    /** Reads a body; it need not read to the end. */
    public interface Reader<T> {
        /** Called once, in the thread that runs the page. Throws {@link IOException} for what it cannot read. */
        T read(InputStream body) throws IOException;
    }

    /**
     * @param timeout of connecting and of each single read
     * @param maxBytes a body that is longer fails
     */
    public Page(URI url, String accept, Duration timeout, int maxBytes, Reader<T> reader) {
        this.url = url;
        this.accept = accept;
        this.timeout = timeout;
        this.maxBytes = maxBytes;
        this.reader = reader;
    }

    /** Ends the request. A blocked socket read ignores an interrupt, so the connection is closed under it. */
    public void abandon() {
        abandoned = true;
        HttpURLConnection open = connection;
        if (open != null) {
            open.disconnect();
        }
    }

    @Override
    public T call() throws IOException {
        HttpURLConnection http = (HttpURLConnection) url.toURL().openConnection();
        int millis = (int) Math.max(1, timeout.toMillis());
        http.setConnectTimeout(millis);
        http.setReadTimeout(millis);
        http.setInstanceFollowRedirects(false);
        http.setRequestProperty("Accept", accept);
        connection = http;
        try {
            if (abandoned) {
                throw new IOException("too late");
            }
            if (http.getResponseCode() != 200) {
                throw new IOException("status " + http.getResponseCode());
            }
            try (InputStream body = new BoundedBody(http.getInputStream())) {
                return reader.read(body);
            }
        } finally {
            http.disconnect();
        }
    }

    /** Fails beyond the bound, and when the caller has stopped waiting. */
    private final class BoundedBody extends FilterInputStream {
        private long count;

        BoundedBody(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            counted(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = super.read(into, from, length);
            counted(Math.max(0, n));
            return n;
        }

        private void counted(int n) throws IOException {
            count += n;
            if (count > maxBytes || abandoned) {
                throw new IOException("page is larger than " + maxBytes + " bytes, or too late");
            }
        }
    }
}
