package dev.temporalfailover.real.stand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The API server's own record of who asked for what, without its administrators. */
public final class Audit {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Audit() {}

    /**
     * One request that was answered, or a watch that began.
     *
     * @param user empty if the API server did not know it
     * @param resource {@code group/resource}, or the path of what is no resource
     * @param code of the HTTP answer
     * @param agent the client's user agent
     */
    public record Call(
            Instant at,
            String user,
            String agent,
            String verb,
            String resource,
            String namespace,
            String name,
            int code) {
        /** For example {@code get coordination.k8s.io/leases temporal-failover/temporal-failover: 200}. */
        @Override
        public String toString() {
            return verb + " " + resource + " " + namespace + "/" + name + ": " + code;
        }
    }

    /** Everything so far; a line that is still being written is left out. */
    static List<Call> read(Path log) throws IOException {
        List<Call> calls = new ArrayList<>();
        if (!Files.exists(log)) {
            return calls;
        }
        String text = Files.readString(log);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
            if (!line.isEmpty()) {
                calls.add(call(JSON.readTree(line)));
            }
        }
        return calls;
    }

    private static Call call(JsonNode event) {
        JsonNode object = event.path("objectRef");
        String resource = object.isMissingNode()
                ? event.path("requestURI").asText()
                : object.path("apiGroup").asText() + "/"
                        + object.path("resource").asText()
                        + (object.has("subresource")
                                ? "/" + object.path("subresource").asText()
                                : "");
        return new Call(
                Instant.parse(event.path("requestReceivedTimestamp").asText()),
                event.at("/user/username").asText(),
                event.path("userAgent").asText(),
                event.path("verb").asText(),
                resource,
                object.path("namespace").asText(),
                object.path("name").asText(),
                event.at("/responseStatus/code").asInt());
    }
}
