package dev.temporalfailover.config.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.temporalfailover.config.settings.Setting.Shape;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema of the file, written from the settings' declarations, for editors. It is of draft 7, which all editors'
 * YAML plugins read, and stricter than the loader in one thing: a number does not stand for text.
 */
public final class JsonSchema {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Object> definitions = new LinkedHashMap<>();

    private JsonSchema() {}

    /** The schema as indented JSON. */
    public static String of(Shape file) {
        JsonSchema schema = new JsonSchema();
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "Configuration of temporal-failover");
        root.put(
                "description",
                "Generated from the declared settings, as docs/configuration.md is. Rules between settings are checked when"
                        + " the service starts.");
        root.putAll(schema.group(file));
        root.put("definitions", schema.definitions);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return JSON.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("maps, lists and text cannot fail", e);
        }
    }

    private Map<String, Object> group(Shape shape) {
        Map<String, Object> properties = new LinkedHashMap<>();
        shape.settings().forEach(s -> properties.put(s.name(), property(s)));
        List<String> required = shape.settings().stream()
                .filter(Setting::required)
                .map(Setting::name)
                .toList();
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("type", "object");
        group.put("additionalProperties", false);
        if (!required.isEmpty()) {
            group.put("required", required);
        }
        group.put("properties", properties);
        return group;
    }

    private Map<String, Object> property(Setting<?> s) {
        Map<String, Object> property = new LinkedHashMap<>();
        boolean inWords = s.fallback().startsWith("(");
        String otherwise =
                inWords ? " Default: " + s.fallback().substring(1, s.fallback().length() - 1) + "." : "";
        property.put("description", s.doc() + otherwise);
        property.putAll(content(s));
        if (!inWords && !s.fallback().isEmpty()) {
            property.put("default", scalar(s));
        }
        return property;
    }

    private Map<String, Object> content(Setting<?> s) {
        return switch (s.form()) {
            case VALUE -> value(s.type());
            case VALUES -> Keywords.of("type", "array", "minItems", 1, "uniqueItems", true, "items", value(s.type()));
            case GROUP -> group(s.shape());
            case GROUPS -> Keywords.of("type", "array", "minItems", 1, "items", group(s.shape()));
            case NAMED -> named(s);
        };
    }

    private Map<String, Object> named(Setting<?> s) {
        if (s.shape() == null) {
            return Keywords.of("type", "object", "additionalProperties", value(s.type()));
        }
        definitions.put(s.name(), group(s.shape()));
        Map<String, Object> reference = Keywords.of("$ref", "#/definitions/" + s.name());
        if (!(s.type().keywords().get("enum") instanceof List<?> keys)) {
            return Keywords.of("type", "object", "additionalProperties", reference);
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.toString(), reference));
        return Keywords.of("type", "object", "additionalProperties", false, "properties", properties);
    }

    private static Map<String, Object> value(ValueType<?> type) {
        Map<String, Object> value = new LinkedHashMap<>(type.keywords());
        if (value.containsKey("pattern")) {
            // Not of the standard: what editors show instead of the regular expression.
            value.put("patternErrorMessage", "allowed: " + type.allowed());
        }
        return value;
    }

    private static Object scalar(Setting<?> s) {
        Object value = s.otherwise();
        return value instanceof Number || value instanceof Boolean ? value : s.fallback();
    }
}
