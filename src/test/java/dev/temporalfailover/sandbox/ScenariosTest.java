package dev.temporalfailover.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScenariosTest {

    @Test
    void thePageHasEveryScenarioWithItsCommandAndNoOther() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("docs/scenarios.md")).stream()
                .filter(line -> line.startsWith("| `mvn -Psandbox -Dscenario="))
                .toList();
        List<String> wanted = Scenarios.all().stream()
                .map(one -> "| `mvn -Psandbox -Dscenario=" + one.name() + "` | " + one.shows() + " |")
                .toList();
        assertEquals(new HashSet<>(wanted), new HashSet<>(rows));
        assertEquals(wanted.size(), rows.size());
    }

    @Test
    void ciPlaysTheStoryAndAllScenarios() throws IOException {
        String ci = Files.readString(Path.of(".ci/run"));
        assertTrue(ci.contains(" -Psandbox\n"), "the story");
        assertTrue(ci.contains(" -Psandbox -Dscenario=" + Scenarios.ALL + "\n"), "all scenarios");
    }

    @Test
    void everyScenarioIsFoundByItsOwnName() {
        for (Scenario scenario : Scenarios.all()) {
            assertEquals(Optional.of(scenario), Scenarios.named(scenario.name()));
        }
        assertEquals(Optional.of(Story.class), Scenarios.named(Story.NAME).map(Scenario::getClass));
        assertEquals(Optional.empty(), Scenarios.named(Scenarios.ALL));
        assertEquals(Optional.empty(), Scenarios.named("no-such-thing"));
    }
}
