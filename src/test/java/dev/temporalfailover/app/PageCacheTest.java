package dev.temporalfailover.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageCacheTest {
    @TempDir
    Path good;

    @Test
    void theFirstDirectoryThatCanBeWrittenIsTakenAndLeftAsItWas() throws IOException {
        Path none = good.resolve("none");
        Path file = Files.writeString(good.resolve("file"), "no directory");
        assertEquals(Optional.of(good), PageCache.writable(List.of(none, file, good)));
        assertEquals(Optional.empty(), PageCache.writable(List.of(none, file)));
        try (Stream<Path> left = Files.list(good)) {
            assertEquals(List.of(file), left.toList());
        }
    }
}
