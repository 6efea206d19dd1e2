package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.config.settings.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final Path PAGE = Path.of("docs/configuration.md");

    /** {@code mvn test -Dtest=ReferenceTest -Ddocs.write=true} writes the page anew. */
    @Test
    void pageSaysWhatIsDeclared() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, Reference.page(ConfigFile.SHAPE));
        }
        assertEquals(Reference.page(ConfigFile.SHAPE), Files.readString(PAGE));
    }

    @Test
    void theExampleOfAThirdVoteLoads() {
        String block = Reference.page(ConfigFile.SHAPE).replaceAll("(?s).*```yaml\n(.*?)```.*", "$1");
        String text = Shipped.text();
        int from = text.indexOf("coordination:\n");
        Config config = Shipped.load(text.substring(0, from) + block + text.substring(text.indexOf("access:\n")));
        Config.Coordination coordination = config.coordination().orElseThrow();
        assertEquals(3, coordination.connectivity().addresses().size());
        assertEquals(List.of(), coordination.witnesses());
        assertEquals(
                List.of("us-west-2"),
                config.policies().get(0).policy().evidence().places());
    }
}
