package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.config.settings.JsonSchema;
import dev.temporalfailover.config.settings.Reference;
import dev.temporalfailover.testkit.ChartSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    /** {@code mvn test -Dtest=ReferenceTest -Ddocs.write=true} writes all three files anew. */
    @Test
    void pageAndSchemasSayWhatIsDeclared() throws IOException {
        isWritten(Path.of("docs/configuration.md"), Reference.page(ConfigFile.SHAPE));
        isWritten(Path.of("docs/config.schema.json"), JsonSchema.of(ConfigFile.SHAPE));
        // It has the configuration's schema in it.
        isWritten(
                Path.of("deploy/chart/values.schema.json"),
                ChartSchema.of(Files.readString(Path.of("deploy/chart/values.yaml")), JsonSchema.of(ConfigFile.SHAPE)));
    }

    private static void isWritten(Path file, String declared) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, declared);
        }
        assertEquals(declared, Files.readString(file));
    }

    @Test
    void theExampleOfAThirdVoteLoads() {
        String block = Reference.page(ConfigFile.SHAPE).replaceAll("(?s).*```yaml\n(.*?)```.*", "$1");
        String text = Shipped.text();
        int from = text.indexOf("coordination:\n");
        Config config = Shipped.load(text.substring(0, from) + block + text.substring(text.indexOf("access:\n")));
        Config.CoordinationSettings coordination = config.coordination().orElseThrow();
        assertEquals(3, coordination.connectivity().orElseThrow().places().size());
        assertEquals(1, coordination.exchange().peers().size());
        assertEquals(
                List.of("us-west-2"),
                config.policies().get(0).policy().evidence().places());
    }
}
