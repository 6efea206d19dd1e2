package dev.temporalfailover.emulator.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * In front of the store: faults, and what fabric8's own server is too kind about. It invents missing parents of a patched
 * path, does not answer 422 for a failed {@code test}, and keeps no managedFields.
 */
final class StrictDispatcher extends Dispatcher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OPERATIONS = Set.of("add", "remove", "replace", "move", "copy", "test");

    private final StrictStore crud = new StrictStore();
    private final StrictReviews reviews = new StrictReviews();
    private final Map<String, String> served = new ConcurrentHashMap<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<StrictKubernetesApi.Call> calls = new CopyOnWriteArrayList<>();

    /** Something that goes wrong once: before the request is carried out, or after it and before the answer. */
    record Fault(String method, String pathPart, boolean after, Optional<MockResponse> answer, Runnable effect) {}

    /** Calls {@code listener} with every object right after it was written, in the order of the writes. */
    void onWrite(Consumer<JsonNode> listener) {
        crud.onWrite(listener);
    }

    StrictReviews reviews() {
        return reviews;
    }

    void once(Fault fault) {
        faults.add(fault);
    }

    List<StrictKubernetesApi.Call> calls() {
        return List.copyOf(calls);
    }

    /** Carries a request out as if it had come by network, past all faults. */
    MockResponse direct(String method, String path, String contentType, String body) {
        Headers headers = Headers.builder()
                .add("Content-Type", contentType)
                .add("User-Agent", "kubectl/v1.34")
                .build();
        RecordedRequest request =
                new RecordedRequest("HTTP/1.1", HttpMethod.valueOf(method), path, headers, new Buffer());
        return handle(request, body);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        // Reading empties the buffer, so it is read once.
        String body = request.getBody() == null ? "" : request.getBody().readUtf8();
        calls.add(new StrictKubernetesApi.Call(request.getMethod(), request.getPath(), body));
        Optional<Fault> fault = take(request);
        if (fault.isPresent() && !fault.get().after()) {
            fault.get().effect().run();
            if (fault.get().answer().isPresent()) {
                return fault.get().answer().get();
            }
        }
        MockResponse answer = handle(request, body);
        fault.filter(Fault::after).ifPresent(f -> f.effect().run());
        return answer;
    }

    private Optional<Fault> take(RecordedRequest request) {
        for (Fault fault : faults) {
            boolean meant = fault.method().equals(request.getMethod())
                    && request.getPath().contains(fault.pathPart());
            if (meant && faults.remove(fault)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    private synchronized MockResponse handle(RecordedRequest request, String body) {
        try {
            return switch (request.getMethod()) {
                case "POST" ->
                    StrictReviews.isReview(request.getPath())
                            ? reviews.answer(JSON.readTree(body))
                            : crud.dispatch(stamped(request, JSON.readTree(body), null));
                case "PUT" -> put(request, body);
                case "PATCH" -> patch(request, body);
                default ->
                    request.getPath().matches("/apis/[^/?]+")
                            ? group(request.getPath().substring("/apis/".length()))
                            : crud.dispatch(request);
            };
        } catch (JsonProcessingException e) {
            return StrictStore.status(
                    400, "BadRequest", "the object provided is unrecognized: " + e.getOriginalMessage());
        }
    }

    /** Discovery: which versions of an API group there are. */
    private MockResponse group(String name) {
        String version = served.getOrDefault(name, "v1");
        if (version.isEmpty()) {
            return StrictStore.status(404, "NotFound", "the server could not find the requested resource");
        }
        String one = "{\"groupVersion\":\"" + name + "/" + version + "\",\"version\":\"" + version + "\"}";
        return new MockResponse()
                .setResponseCode(200)
                .setHeader("Content-Type", "application/json")
                .setBody("{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\",\"name\":\"" + name + "\",\"versions\":[" + one
                        + "],\"preferredVersion\":" + one + "}");
    }

    /** The one version of the group that is served, {@code v1} where nothing was said; empty: the group is not there. */
    void serves(String group, String version) {
        served.put(group, version);
    }

    private MockResponse put(RecordedRequest request, String body) throws JsonProcessingException {
        JsonNode current = read(request.getPath());
        if (current == null) {
            return crud.dispatch(request);
        }
        return crud.dispatch(stamped(request, JSON.readTree(body), current));
    }

    private MockResponse patch(RecordedRequest request, String body) throws JsonProcessingException {
        JsonNode current = read(request.getPath());
        if (current == null) {
            return StrictStore.status(404, "NotFound", "\"" + request.getPath() + "\" not found");
        }
        JsonNode patch = JSON.readTree(body);
        String type = String.valueOf(request.getHeader("Content-Type"));
        JsonNode changed;
        if (type.startsWith("application/json-patch+json")) {
            if (!wellFormed(patch)) {
                return StrictStore.status(400, "BadRequest", "error decoding patch: not a list of operations");
            }
            try {
                changed = JsonPatch.apply(patch, current.deepCopy());
            } catch (JsonPatchException e) {
                // The API server keeps the failed path to itself (apiserver, handlers/patch.go).
                return StrictStore.status(
                        422, "Invalid", "the server rejected our request due to an error in our request");
            }
        } else if (type.startsWith("application/merge-patch+json")) {
            changed = merge(current.deepCopy(), patch);
        } else {
            return StrictStore.status(
                    415, "UnsupportedMediaType", "the body of the request was in an unknown format: " + type);
        }
        // A patch that changes nothing is no write.
        return changed.equals(current)
                ? crud.handleGet(bare(request))
                : crud.dispatch(stamped(request, changed, current));
    }

    private static boolean wellFormed(JsonNode patch) {
        if (!patch.isArray()) {
            return false;
        }
        for (JsonNode operation : patch) {
            if (!OPERATIONS.contains(operation.path("op").asText())
                    || !operation.path("path").isTextual()) {
                return false;
            }
        }
        return true;
    }

    private static String bare(RecordedRequest request) {
        return request.getPath().replaceFirst("\\?.*", "");
    }

    private JsonNode read(String path) throws JsonProcessingException {
        int query = path.indexOf('?');
        MockResponse found = crud.handleGet(query < 0 ? path : path.substring(0, query));
        return found.code() == 200 ? JSON.readTree(found.getBody().readUtf8()) : null;
    }

    /** The write as PUT or POST of the whole object, with managedFields as the API server would keep them. */
    private static RecordedRequest stamped(RecordedRequest request, JsonNode object, JsonNode current)
            throws JsonProcessingException {
        String path = request.getPath();
        int query = path.indexOf('?');
        if (object.path("metadata") instanceof ObjectNode metadata) {
            JsonNode kept = current == null ? null : current.path("metadata").path("managedFields");
            metadata.set("managedFields", managed(kept, manager(request), !same(object, current)));
        }
        Headers headers =
                Headers.builder().add("Content-Type", "application/json").build();
        return new RecordedRequest(
                "HTTP/1.1",
                current == null ? HttpMethod.POST : HttpMethod.PUT,
                query < 0 ? path : path.substring(0, query),
                headers,
                new Buffer(JSON.writeValueAsBytes(object)));
    }

    private static boolean same(JsonNode object, JsonNode current) {
        return current != null && object.path("spec").equals(current.path("spec"));
    }

    private static ArrayNode managed(JsonNode kept, String manager, boolean spec) {
        ArrayNode fields = JSON.createArrayNode();
        boolean hadSpec = false;
        if (kept != null) {
            for (JsonNode entry : kept) {
                if (entry.path("manager").asText().equals(manager)) {
                    hadSpec = entry.path("fieldsV1").has("f:spec");
                } else {
                    fields.add(entry);
                }
            }
        }
        ObjectNode mine = fields.addObject();
        mine.put("manager", manager).put("operation", "Update");
        mine.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        mine.put("fieldsType", "FieldsV1");
        ObjectNode owned = mine.putObject("fieldsV1");
        owned.putObject("f:metadata");
        if (spec || hadSpec) {
            owned.putObject("f:spec");
        }
        return fields;
    }

    private static String manager(RecordedRequest request) {
        int query = request.getPath().indexOf("fieldManager=");
        if (query >= 0) {
            String rest = request.getPath().substring(query + "fieldManager=".length());
            int end = rest.indexOf('&');
            return URLDecoder.decode(end < 0 ? rest : rest.substring(0, end), StandardCharsets.UTF_8);
        }
        String agent = request.getHeader("User-Agent");
        return agent == null ? "unknown" : agent.replaceFirst("/.*", "");
    }

    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode into = target.isObject() ? (ObjectNode) target : JSON.createObjectNode();
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                into.remove(field.getKey());
            } else {
                into.set(field.getKey(), merge(into.path(field.getKey()), field.getValue()));
            }
        });
        return into;
    }
}
