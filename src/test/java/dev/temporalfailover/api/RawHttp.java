package dev.temporalfailover.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A request of which the test decides what is sent. The service refuses what is too large as soon as it knows and hangs up; an HTTP client
 * that is still writing then may fail with a broken pipe before it reads the answer (RFC 9112, section 9.6).
 */
final class RawHttp {
    private RawHttp() {}

    /** Sends {@code request} in one write, as UTF-8, nothing after it; returns the status of the answer. */
    static int status(URI service, String request) throws IOException {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = String.valueOf(answer.readLine());
            if (!line.startsWith("HTTP/1.1 ")) {
                throw new IOException("not an answer: " + line);
            }
            return Integer.parseInt(line.substring(9, 12));
        }
    }

    /** The head of a POST with a token, up to and with the empty line, and the {@code more} headers, one a string. */
    static String post(String path, String token, String... more) {
        String headers = more.length == 0 ? "" : String.join("\r\n", more) + "\r\n";
        return "POST " + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer " + token
                + "\r\n" + headers + "\r\n";
    }
}
