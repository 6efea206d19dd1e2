package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.deploy.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each value is declared, described and used. That the schema is what the declarations make is for {@code ReferenceTest}, which writes it. */
class ChartSchemaTest {
    private static final Path SCHEMA = Path.of(HelmChart.FOLDER, "values.schema.json");

    @Test
    void everyValueIsDeclaredWithATypeAndADescriptionAndNoOther() throws IOException {
        Map<String, JsonNode> declared = new TreeMap<>();
        declared("", schema(), declared);
        declared.remove("global");
        Map<String, JsonNode> values = new TreeMap<>();
        values("", Manifests.yaml(HelmChart.FOLDER + "/values.yaml"), declared, values);
        assertEquals(values.keySet(), declared.keySet());
        assertTrue(declared.size() > 50, declared.keySet().toString());
        declared.forEach((key, value) -> {
            assertTrue(value.path("description").asText().length() > 8, key + " has no description");
            assertTrue(value.has("type") || value.has("anyOf"), key + " has no type");
        });
    }

    @Test
    void everyValueIsUsedByATemplate() throws IOException {
        String templates = Manifests.files(HelmChart.FOLDER + "/templates", "").stream()
                .filter(Files::isRegularFile)
                .map(file -> Manifests.text(file.toString()))
                .collect(Collectors.joining());
        Map<String, JsonNode> declared = new TreeMap<>();
        declared("", schema(), declared);
        declared.remove("global");
        declared.forEach((key, value) -> assertTrue(
                Pattern.compile("\\.Values\\." + Pattern.quote(key) + "\\b")
                        .matcher(templates)
                        .find(),
                key + " is used by no template"));
    }

    /** Helm is written in Go, whose patterns know no look-ahead: one would refuse every value. */
    @Test
    void noPatternIsOneThatHelmCannotRead() throws IOException {
        schema().findValues("pattern")
                .forEach(pattern -> assertFalse(pattern.asText().matches("(?s).*\\(\\?[=!<].*"), pattern.asText()));
    }

    @Test
    void theConfigurationsKeysAreThoseOfItsOwnSchema() throws IOException {
        JsonNode own = new ObjectMapper().readTree(Manifests.text("docs/config.schema.json"));
        JsonNode copy = schema().at("/definitions/configuration");
        assertEquals(
                own.path("properties").properties().stream()
                        .map(Map.Entry::getKey)
                        .toList(),
                copy.path("properties").properties().stream()
                        .map(Map.Entry::getKey)
                        .toList());
        assertEquals(
                "#/definitions/configuration",
                schema().at("/properties/config/anyOf/1/$ref").asText());
    }

    private static JsonNode schema() throws IOException {
        return new ObjectMapper().readTree(SCHEMA.toFile());
    }

    private static void declared(String prefix, JsonNode schema, Map<String, JsonNode> found) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String key = prefix + property.getKey();
            found.put(key, property.getValue());
            declared(key + ".", property.getValue(), found);
        }
    }

    /** What is declared as a whole, as requests and limits are, has no keys of its own. */
    private static void values(
            String prefix, JsonNode values, Map<String, JsonNode> declared, Map<String, JsonNode> found) {
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            String key = prefix + value.getKey();
            found.put(key, value.getValue());
            if (declared.containsKey(key) && declared.get(key).has("properties")) {
                values(key + ".", value.getValue(), declared, found);
            }
        }
    }
}
