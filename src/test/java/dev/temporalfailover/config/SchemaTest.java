package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/config.schema.json} takes what the loader takes, and refuses wrong keys, types and values as the loader does. */
class SchemaTest {
    private static final Schema SCHEMA = schema();

    /** What the loader says of one setting alone. What depends on other settings or on the file's regions no schema states. */
    private static final Pattern OF_ONE_SETTING = Pattern.compile(
            "is not known; |found .*; allowed: |is an empty list|is missing; allowed: (?!primary and|the path)|is not allowed; allowed: ");

    private static Schema schema() {
        try {
            Dialect editors = Dialect.builder(Dialects.getDraft7())
                    .keyword(new NonValidationKeyword("patternErrorMessage"))
                    .build();
            return SchemaRegistry.withDialect(editors)
                    .getSchema(Files.readString(Path.of("docs/config.schema.json")), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> errors(String yaml) {
        return SCHEMA.validate(yaml, InputFormat.YAML).stream()
                .map(Error::toString)
                .toList();
    }

    static Stream<Path> shipped() throws IOException {
        List<Path> found;
        try (Stream<Path> deploy = Files.walk(Path.of("deploy"));
                Stream<Path> images = Files.walk(Path.of("native"))) {
            found = Stream.concat(deploy, images)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> Shipped.text(file).lines().anyMatch("dns_failover:"::equals))
                    .toList();
        }
        assertTrue(found.size() >= 3, found::toString);
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedFileIsValid(Path file) {
        assertEquals(List.of(), errors(Shipped.text(file)));
    }

    @Test
    void theSnippetOfTheReferencePageIsValid() {
        String block = Shipped.text(Path.of("docs/configuration.md")).replaceAll("(?s).*```yaml\n(.*?)```.*", "$1");
        String text = Shipped.text();
        int from = text.indexOf("coordination:\n");
        assertEquals(List.of(), errors(text.substring(0, from) + block + text.substring(text.indexOf("access:\n"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interval: 300s",
                "interval: 5m",
                "interval: 299999ms",
                "timeout: 1s",
                "late_timeout: 10ms",
                "stale_after: 24h",
                "stale_after: 1d",
            })
    void durationsWithinTheirBoundsAreValid(String probing) {
        String written = Shipped.with("probing: {interval: 5s, timeout: 1s, ", "probing: {" + probing + ", ");
        assertEquals(List.of(), errors(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"interval: 301s", "interval: 6m", "interval: 99ms", "timeout: 1h", "stale_after: 25h"})
    void durationsOutsideTheirBoundsAreNot(String probing) {
        String written = Shipped.with("probing: {interval: 5s, timeout: 1s, ", "probing: {" + probing + ", ");
        assertFalse(errors(written).isEmpty());
    }

    static Stream<Arguments> wrong() {
        return Stream.concat(WrongSettingTest.edits(), WrongCoordinationTest.edits())
                .map(edit -> Arguments.of(edit.get()[0], edit.get()[1], edit.get()[2]))
                .filter(edit ->
                        Shipped.errors(Shipped.with(edit.get()[0].toString(), edit.get()[1].toString())).stream()
                                .filter(e -> !e.contains("set_identifiers"))
                                .anyMatch(e -> OF_ONE_SETTING.matcher(e).find()));
    }

    @ParameterizedTest(name = "{2}: {1}")
    @MethodSource("wrong")
    void whatTheLoaderRefusesOfOneSettingIsNotValid(String before, String after, String path) {
        String written = Shipped.with(before, after);
        assertFalse(errors(written).isEmpty(), () -> Shipped.errors(written).toString());
    }
}
