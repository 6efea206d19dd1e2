package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.config.settings.ConfigException;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigFuzzTest {
    @Test
    void files() {
        List<String> seeds = List.of(
                Shipped.text(),
                Shipped.text(Path.of("deploy/witness/config.yaml")),
                Shipped.text(Path.of("deploy/local/config.yaml")));
        Fuzz.texts("config", seeds, input -> {
            try {
                assertFalse(Shipped.load(Fuzz.text(input), Shipped.ENV, path -> true)
                        .policies()
                        .isEmpty());
                return true;
            } catch (ConfigException refused) {
                assertFalse(refused.errors().isEmpty());
                refused.errors().forEach(ConfigFuzzTest::clean);
                return false;
            }
        });
    }

    private static void clean(String line) {
        assertTrue(line.codePoints().allMatch(c -> c == ' ' || Line.visible(c)), line);
    }
}
