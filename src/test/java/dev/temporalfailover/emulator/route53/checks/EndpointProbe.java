package dev.temporalfailover.emulator.route53.checks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * One check of one endpoint by AWS's rules: connect in time, then 2xx or 3xx in time, then, if asked for, a string in
 * the first 5,120 bytes of the body. Certificates are not validated; redirects are not followed.
 */
public final class EndpointProbe {
    private static final int SEARCHED_BYTES = 5_120;
    private static final int MAX_HEAD = 16_384;
    private final Duration connect;
    private final Duration response;
    private final SSLContext tls;

    public EndpointProbe(Duration connect, Duration response) {
        this.connect = connect;
        this.response = response;
        try {
            this.tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new TrustEveryone()}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The outcome in words as GetHealthCheckStatus gives them, with whether it passed. */
    public record Outcome(boolean ok, String words) {}

    public Outcome check(HealthCheck.Config config) {
        String host = config.ipAddress() != null ? config.ipAddress() : config.fqdn();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, config.portOrDefault()), (int) connect.toMillis());
            if (config.type().equals("TCP")) {
                return new Outcome(true, "TCP connection was established");
            }
            long deadline = System.nanoTime() + response.toNanos();
            plain.setSoTimeout((int) response.toMillis());
            Socket socket = config.tls() ? secured(plain, config) : plain;
            String path = config.resourcePath() == null ? "/" : config.resourcePath();
            String request = "GET " + (path.startsWith("/") ? path : "/" + path) + " HTTP/1.1\r\nHost: "
                    + (config.fqdn() == null ? host : config.fqdn())
                    + "\r\nUser-Agent: Amazon-Route53-Health-Check-Service (emulator)\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = upTo(in, "\r\n\r\n", MAX_HEAD, socket, deadline);
            if (!head.matches("(?s)HTTP/1\\.[01] [0-9]{3}.*")) {
                return new Outcome(false, "Not an HTTP response");
            }
            int status = Integer.parseInt(head.substring(9, 12));
            if (status < 200 || status > 399) {
                return new Outcome(false, "HTTP Status Code " + status);
            }
            if (config.matchesString()) {
                deadline = System.nanoTime() + response.toNanos();
                String body = upTo(in, config.searchString(), SEARCHED_BYTES, socket, deadline);
                if (!body.contains(config.searchString())) {
                    return new Outcome(false, "HTTP Status Code " + status + ", string not found in the response body");
                }
            }
            return new Outcome(true, "HTTP Status Code " + status);
        } catch (SocketTimeoutException e) {
            return new Outcome(false, "The health checker did not get an answer in time");
        } catch (IOException | IllegalArgumentException e) {
            return new Outcome(false, "Connection failed: " + e.getMessage());
        }
    }

    private Socket secured(Socket plain, HealthCheck.Config config) throws IOException {
        String name = config.fqdn() == null ? plain.getInetAddress().getHostAddress() : config.fqdn();
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, name, plain.getPort(), true);
        if (!Boolean.TRUE.equals(config.enableSni())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of());
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    /** Reads until {@code end} was read, the stream ends or {@code most} bytes are there. */
    private static String upTo(InputStream in, String end, int most, Socket socket, long deadline) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] last = end.getBytes(StandardCharsets.UTF_8);
        while (read.size() < most) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("deadline");
            }
            socket.setSoTimeout((int) left);
            int b = in.read();
            if (b < 0) {
                break;
            }
            read.write(b);
            if (b == (last[last.length - 1] & 0xff)
                    && read.toString(StandardCharsets.UTF_8).endsWith(end)) {
                break;
            }
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static final class TrustEveryone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // the emulator is no server
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // as AWS: "HTTPS health checks don't validate SSL/TLS certificates"
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
