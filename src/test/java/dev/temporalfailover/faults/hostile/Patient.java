package dev.temporalfailover.faults.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One question on a connection of its own, as a health checker asks, and the time until its answer. */
final class Patient {
    private static final int LIMIT_MILLIS = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Patient() {}

    /** @param status 0 without an answer */
    record Reply(int status, String body, long millis) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    static Reply get(URI service, String path) {
        return ask(service, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    static Reply post(URI service, String path, String token, String body) {
        return ask(
                service,
                "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Authorization: Bearer " + token + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
    }

    /** Sends this and reads until the service hangs up. */
    static Reply ask(URI service, String request) {
        long began = System.nanoTime();
        String answer;
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException silent) {
            answer = "";
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        if (!answer.startsWith("HTTP/1.1 ")) {
            return new Reply(0, answer, millis);
        }
        int head = answer.indexOf("\r\n\r\n");
        return new Reply(Integer.parseInt(answer.substring(9, 12)), answer.substring(head + 4), millis);
    }
}
