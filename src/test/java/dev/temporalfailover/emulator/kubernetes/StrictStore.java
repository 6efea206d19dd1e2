package dev.temporalfailover.emulator.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * fabric8's store behind the manners of a real API server where they matter to a writer.
 *
 * <table>
 * <caption>What fabric8 7.5.2 does, and what a real API server and Istio's admission webhook do</caption>
 * <tr><td>something that exists, or has changed</td><td>409 Invalid</td><td>409 AlreadyExists, 409 Conflict</td></tr>
 * <tr><td>something that does not exist</td><td>404 without a body</td><td>404 NotFound</td></tr>
 * <tr><td>a VirtualService that sends traffic nowhere</td><td>takes it</td><td>400</td></tr>
 * </table>
 */
final class StrictStore extends KubernetesCrudDispatcher {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();

    /** Calls {@code listener} with every object right after it was written, in the order of the writes. */
    void onWrite(Consumer<JsonNode> listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized MockResponse handleCreate(RecordedRequest request) {
        MockResponse refused = refuseWeights(body(request));
        return refused != null ? refused : worded(super.handleCreate(request), "AlreadyExists");
    }

    @Override
    public synchronized MockResponse handleUpdate(RecordedRequest request) {
        MockResponse refused = refuseWeights(body(request));
        return refused != null ? refused : worded(super.handleUpdate(request), "Conflict");
    }

    @Override
    public synchronized MockResponse handleDelete(String path) {
        return worded(super.handleDelete(path), "Conflict");
    }

    @Override
    public MockResponse handleGet(String path) {
        return worded(super.handleGet(path), "Conflict");
    }

    @Override
    public void processEvent(
            String path,
            AttributeSet pathAttributes,
            AttributeSet oldAttributes,
            GenericKubernetesResource resource,
            String newState) {
        super.processEvent(path, pathAttributes, oldAttributes, resource, newState);
        if (newState == null) {
            return;
        }
        try {
            JsonNode written = JSON.readTree(newState);
            listeners.forEach(listener -> listener.accept(written));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the store wrote no JSON", impossible);
        }
    }

    /** Istio's webhook: of several destinations at least one must get traffic. */
    private static MockResponse refuseWeights(String body) {
        JsonNode object;
        try {
            object = JSON.readTree(body);
        } catch (JsonProcessingException garbage) {
            return status(400, "BadRequest", "the object provided is unrecognized: " + garbage.getOriginalMessage());
        }
        if (object == null || !object.path("kind").asText().equals("VirtualService")) {
            return null;
        }
        for (JsonNode http : object.path("spec").path("http")) {
            int sum = 0;
            int destinations = 0;
            for (JsonNode destination : http.path("route")) {
                sum += destination.path("weight").asInt();
                destinations += destination.has("destination") ? 1 : 0;
            }
            if (destinations > 1 && sum == 0) {
                return status(
                        400,
                        "BadRequest",
                        "admission webhook \"validation.istio.io\" denied the request:"
                                + " configuration is invalid: total destination weight = 0");
            }
        }
        return null;
    }

    private static String body(RecordedRequest request) {
        // getUtf8Body() would drain it, and the store could not read it again.
        return new String(request.getBody().getBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static MockResponse worded(MockResponse response, String conflict) {
        if (response.code() == 404) {
            return status(404, "NotFound", "the server could not find the requested resource");
        }
        if (response.code() != 409) {
            return response;
        }
        try {
            JsonNode body = JSON.readTree(response.getBody().getBytes());
            return status(409, conflict, body.path("message").asText());
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException("the store answered no JSON", impossible);
        }
    }

    static MockResponse status(int code, String reason, String message) {
        ObjectNode body = JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Status")
                .put("status", "Failure")
                .put("code", code)
                .put("reason", reason)
                .put("message", message);
        return new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(body.toString());
    }
}
