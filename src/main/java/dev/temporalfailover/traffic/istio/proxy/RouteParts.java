package dev.temporalfailover.traffic.istio.proxy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/**
 * The parts of one of Envoy's routes that say whose it is and where it sends its calls. All else is skipped as it comes, so
 * that a route of any length takes little memory.
 */
final class RouteParts {
    /** More values than a route with a thousand destinations has. */
    private static final int MAX_VALUES = 4_000;

    private static final Part SCALAR = new Part(Map.of());
    private static final Part CLUSTER = new Part(Map.of("name", SCALAR, "weight", SCALAR));
    private static final Part ROUTE = new Part(Map.of(
            "name",
            SCALAR,
            "match",
            new Part(Map.of(
                    "prefix",
                    SCALAR,
                    "path",
                    SCALAR,
                    "path_separated_prefix",
                    SCALAR,
                    "safe_regex",
                    new Part(Map.of("regex", SCALAR)),
                    "headers",
                    new Part(Map.of("name", SCALAR)),
                    "query_parameters",
                    new Part(Map.of("name", SCALAR)))),
            "route",
            new Part(Map.of("cluster", SCALAR, "weighted_clusters", new Part(Map.of("clusters", CLUSTER)))),
            "metadata",
            new Part(Map.of("filter_metadata", new Part(Map.of("istio", new Part(Map.of("config", SCALAR))))))));

    private final ObjectMapper json;
    private int values;

    /** Fields of an object, or of each object of a list, that are read; a scalar has none. */
    private record Part(Map<String, Part> fields) {}

    private RouteParts(ObjectMapper json) {
        this.json = json;
    }

    /** The parser stands on the route and is left on its end. */
    static JsonNode read(JsonParser parser, ObjectMapper json) throws IOException {
        return new RouteParts(json).part(parser, ROUTE);
    }

    private JsonNode part(JsonParser parser, Part wanted) throws IOException {
        if (++values > MAX_VALUES) {
            throw new IOException("a route has more than " + MAX_VALUES + " values");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT && !wanted.fields().isEmpty()) {
            ObjectNode object = json.createObjectNode();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                Part field = wanted.fields().get(name);
                if (field == null) {
                    parser.skipChildren();
                } else {
                    object.set(name, part(parser, field));
                }
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY && !wanted.fields().isEmpty()) {
            ArrayNode list = json.createArrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(part(parser, wanted));
            }
            return list;
        }
        if (token.isScalarValue() && wanted.fields().isEmpty()) {
            return json.readTree(parser);
        }
        parser.skipChildren();
        return MissingNode.getInstance();
    }
}
