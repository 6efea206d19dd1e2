package dev.temporalfailover.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schema of the chart's values, from the declarations in values.yaml: the comment above a key is its description, the line {@code @schema}
 * in it what it may be besides the type of its default. A group without that line has exactly the keys that stand below it.
 */
public final class ChartSchema {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");
    private static final String MARK = "@schema ";

    private final ObjectNode root = JSON.createObjectNode();
    private final Deque<Level> open = new ArrayDeque<>();

    /** A group whose keys are being read. */
    private record Level(int indent, ObjectNode schema, JsonNode values) {}

    private ChartSchema() {
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "Values of the chart temporal-failover");
        root.put(
                "description",
                "Generated from the comments of values.yaml. Rules between values: templates/checks.yaml.");
    }

    /**
     * Indented JSON.
     *
     * @param values the text of values.yaml
     * @param configuration the JSON Schema of the service's configuration, which may stand below the value {@code config}
     */
    public static String of(String values, String configuration) throws JsonProcessingException {
        ChartSchema schema = new ChartSchema();
        schema.read(values);
        schema.configuration(JSON.readTree(configuration));
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        return JSON.writer(printer).writeValueAsString(schema.root) + "\n";
    }

    private void read(String text) throws JsonProcessingException {
        ObjectNode all = group(root);
        all.set(
                "global",
                JSON.createObjectNode().put("description", "Helm's own.").put("type", "object"));
        open.push(new Level(0, all, new ObjectMapper(new YAMLFactory()).readTree(text)));
        List<String> comment = new ArrayList<>();
        int skipped = Integer.MAX_VALUE;
        for (String line : text.lines().toList()) {
            Matcher key = KEY.matcher(line);
            if (line.isBlank()) {
                comment.clear();
            } else if (line.stripLeading().startsWith("#")) {
                comment.add(line.strip().replaceFirst("^# ?", ""));
            } else if (key.matches() && key.group(1).length() <= skipped) {
                skipped = key(key.group(1).length(), key.group(2), comment)
                        ? Integer.MAX_VALUE
                        : key.group(1).length();
                comment.clear();
            }
        }
    }

    /** Whether what stands deeper are values of their own. */
    private boolean key(int indent, String name, List<String> comment) throws JsonProcessingException {
        while (open.peek().indent > indent) {
            open.pop();
        }
        JsonNode value = open.peek().values.path(name);
        ObjectNode schema = JSON.createObjectNode();
        schema.put(
                "description",
                String.join(
                        " ",
                        comment.stream().filter(line -> !line.startsWith(MARK)).toList()));
        schema.put("type", type(value));
        boolean declared = false;
        for (String line : comment) {
            if (line.startsWith(MARK)) {
                declared = true;
                schema.setAll((ObjectNode) JSON.readTree(line.substring(MARK.length())));
            }
        }
        open.peek().schema.set(name, schema);
        boolean group = value.isObject() && !declared;
        if (group) {
            open.push(new Level(indent + 1, group(schema), value));
        }
        return group || !value.isObject();
    }

    private static ObjectNode group(ObjectNode schema) {
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        return schema.putObject("properties");
    }

    private static String type(JsonNode value) {
        return value.isObject()
                ? "object"
                : value.isArray() ? "array" : value.isBoolean() ? "boolean" : value.isNumber() ? "number" : "string";
    }

    /** What stands for the configuration has its schema: text has none here, keys have that of the service. */
    private void configuration(JsonNode schema) {
        ObjectNode whole = (ObjectNode) helms(schema);
        ObjectNode definitions = root.putObject("definitions");
        definitions.setAll((ObjectNode) whole.remove("definitions"));
        whole.remove("$schema");
        definitions.set("configuration", whole);
        ObjectNode config = (ObjectNode) root.at("/properties/config");
        config.remove("$comment");
        config.remove("type");
        ArrayNode either = config.putArray("anyOf");
        either.addObject().put("type", "string");
        either.addObject().put("$ref", "#/definitions/configuration");
    }

    /** Go's patterns know no look-ahead: what one says, the service alone checks. */
    private static JsonNode helms(JsonNode schema) {
        if (schema.isArray()) {
            ArrayNode all = JSON.createArrayNode();
            schema.forEach(one -> all.add(helms(one)));
            return all;
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode copy = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            boolean lookAhead = field.getKey().equals("pattern")
                    && field.getValue().isTextual()
                    && field.getValue().asText().matches("(?s).*\\(\\?[=!].*");
            if (!lookAhead && !field.getKey().equals("patternErrorMessage")) {
                copy.set(field.getKey(), helms(field.getValue()));
            }
        }
        return copy;
    }
}
