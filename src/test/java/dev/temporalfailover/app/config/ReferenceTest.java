package dev.temporalfailover.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final Path PAGE = Path.of("docs/configuration.md");

    /** {@code mvn test -Dtest=ReferenceTest -Ddocs.write=true} writes the page anew. */
    @Test
    void pageSaysWhatIsDeclared() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, Reference.page());
        }
        assertEquals(Reference.page(), Files.readString(PAGE));
    }
}
