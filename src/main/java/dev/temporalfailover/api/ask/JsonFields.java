package dev.temporalfailover.api.ask;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.NotJson;
import dev.temporalfailover.outside.OthersJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of a JSON object, read strictly: an unknown field is a misunderstanding, and at 3 a.m. it should be said. */
final class JsonFields {
    private static final JsonMapper JSON = new JsonMapper(OthersJson.factory().build());
    private static final int SHOWN = 60;

    private final Map<String, JsonNode> fields = new LinkedHashMap<>();
    private final Checks checks;

    /** @throws Refusal if the body is no JSON object */
    JsonFields(byte[] body, List<String> known, Checks checks) {
        this.checks = checks;
        if (body == null || body.length == 0) {
            throw Refusal.bad("", "the body is empty; a JSON object is needed, with these fields: " + list(known));
        }
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Refusal.bad("", "the body must be a JSON object, with these fields: " + list(known));
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                JsonNode value = parser.readValueAsTree();
                if (!known.contains(name)) {
                    String visible = Line.of(name, SHOWN);
                    String said = visible.isEmpty() ? "\"\"" : visible;
                    checks.wrong(said, said + " is not known here; the fields are " + list(known));
                } else if (fields.put(name, value) != null) {
                    checks.wrong(name, name + " is given twice");
                }
            }
            if (parser.nextToken() != null) {
                throw Refusal.bad("", "the body has more than one JSON object");
            }
        } catch (JsonProcessingException notJson) {
            throw Refusal.bad("", "the body is " + NotJson.why(notJson));
        } catch (IOException unreadable) {
            throw Refusal.bad("", "the body is not JSON: its characters cannot be read");
        }
    }

    private static String list(List<String> known) {
        return String.join(", ", known);
    }

    /** A text; null if it is not given. */
    String text(String name) {
        JsonNode value = given(name);
        if (value == null || value.isTextual()) {
            return value == null ? null : value.textValue();
        }
        checks.wrong(name, name + " must be a text in quotation marks");
        return null;
    }

    /** True or false; null if it is not given. */
    Boolean truth(String name) {
        JsonNode value = given(name);
        if (value == null || value.isBoolean()) {
            return value == null ? null : value.booleanValue();
        }
        checks.wrong(name, name + " must be true or false, without quotation marks");
        return null;
    }

    /** A whole number; null if it is not given. */
    Long number(String name) {
        JsonNode value = given(name);
        if (value == null || value.isIntegralNumber() && value.canConvertToLong()) {
            return value == null ? null : value.longValue();
        }
        checks.wrong(name, name + " must be a whole number, without quotation marks");
        return null;
    }

    private JsonNode given(String name) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
