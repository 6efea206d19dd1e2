package dev.temporalfailover.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.testkit.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Intents of an instance without Kubernetes. */
class FileIntentsTest {
    @TempDir
    Path directory;

    private Path file;
    private int changes;
    private final List<String> reports = new ArrayList<>();
    private final Clock clock = TestClock.running();

    @BeforeEach
    void place() {
        file = directory.resolve("intents.json");
    }

    private FileIntents open() {
        return new FileIntents(file, clock, () -> changes++, reports::add);
    }

    private static Intents held(Intents before, Clock clock) {
        Hold hold = new Hold("ann", "drill", clock.wall().plus(Duration.ofHours(1)));
        return before.withHold(Optional.of(hold));
    }

    @Test
    void aFileThatIsNotThereHasNoIntents() {
        FileIntents none = open();
        assertTrue(none.live());
        assertEquals(Intents.NONE, none.read("pay"));
        assertEquals("", none.trouble("pay"));
    }

    @Test
    void aHoldOutlivesTheProcessAndStopsOnlyItsPolicy() {
        open().update("pay", before -> held(before, clock));
        open().update("ship", before -> before);
        FileIntents next = open();
        assertTrue(next.live());
        assertEquals("ann", next.read("pay").hold().orElseThrow().owner());
        assertEquals(Optional.empty(), next.read("ship").hold());
        assertEquals(2, changes);
        assertFalse(Files.exists(file.resolveSibling("intents.json.new")), "renamed");
    }

    @Test
    void whatIsWrittenByHandCountsAtTheNextChange() throws IOException {
        FileIntents one = open();
        open().update("pay", before -> held(before, clock));
        one.update("ship", before -> before);
        assertTrue(one.read("pay").hold().isPresent());
        Files.delete(file);
        one.update("ship", before -> before);
        assertEquals(Optional.empty(), one.read("pay").hold());
    }

    @Test
    void aFileThatCannotBeReadMayHaveAHoldSoNothingIsDoneUntilItCan() throws IOException {
        for (String text : List.of("{\"pay\": {", "[]", "null", "{\"pay\":{}} x".repeat(200_000))) {
            Files.writeString(file, text);
            FileIntents broken = open();
            assertFalse(broken.live(), broken.trouble("pay"));
            assertTrue(broken.trouble("pay").contains("nothing is known of holds"), broken.trouble("pay"));
            assertThrows(UncheckedIOException.class, () -> broken.update("pay", before -> held(before, clock)));
            assertEquals(text.length(), Files.size(file), "nothing is lost");
            Files.writeString(file, "{}");
            assertTrue(broken.live(), "it is looked at again");
            Files.delete(file);
        }
    }

    @Test
    void aPolicysTextThatCannotBeReadCountsAsAHold() throws IOException {
        Files.writeString(file, "{\"pay\": {\"holt\": {}}, \"ship\": {}}");
        FileIntents odd = open();
        assertTrue(odd.live());
        assertTrue(odd.read("pay").hold().isPresent());
        assertTrue(
                reports.get(0).startsWith("the file " + file + " has unreadable intents for pay"), reports.toString());
        assertEquals(Optional.empty(), odd.read("ship").hold());
    }

    @Test
    void aDirectoryThatIsNotThereIsSaid() {
        file = directory.resolve("missing").resolve("intents.json");
        FileIntents none = open();
        assertTrue(none.live());
        UncheckedIOException refused =
                assertThrows(UncheckedIOException.class, () -> none.update("pay", before -> held(before, clock)));
        assertTrue(refused.getMessage().contains("could not be written"), refused.getMessage());
        assertEquals(Intents.NONE, none.read("pay"), "what could not be stored is not in force");
    }
}
