package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code docs/seed-map.md}: each of the 41 parts is somewhere, and a test shows it. */
class SeedMapTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.*) \\|$");
    private static final Pattern PATH = Pattern.compile("`((?:deploy|docs|alerts|dashboards|src)/[^` ]+)`");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

    /** Number, part, where, corrected, shown by. */
    private static List<String[]> rows() {
        return ROW.matcher(Manifests.text("docs/seed-map.md"))
                .results()
                .map(row -> (row.group(1) + " | " + row.group(2)).split(" \\| "))
                .toList();
    }

    @Test
    void allPartsAreThereInOrderAndEachCellIsFilled() {
        List<Integer> numbers = new ArrayList<>();
        for (String[] row : rows()) {
            numbers.add(Integer.parseInt(row[0]));
            assertEquals(5, row.length, row[0]);
            for (String cell : row) {
                assertFalse(cell.isBlank(), row[0]);
            }
        }
        assertEquals(IntStream.rangeClosed(1, 41).boxed().toList(), numbers);
    }

    @Test
    void everyPathExistsAndEachRowHasOne() {
        for (String[] row : rows()) {
            List<String> where = paths(row[2]);
            assertFalse(where.isEmpty(), row[0] + " is nowhere");
            for (String path : paths(String.join(" ", row))) {
                assertTrue(Files.exists(Path.of(path)), row[0] + ": " + path);
            }
        }
    }

    @Test
    void everyRowNamesATestThatExists() {
        List<Path> sources = Manifests.files("src/test/java", ".java");
        for (String[] row : rows()) {
            var tests = TEST.matcher(row[4]).results().toList();
            assertFalse(tests.isEmpty(), row[0] + " is shown by nothing");
            for (var test : tests) {
                Path source = sources.stream()
                        .filter(file -> file.endsWith(test.group(1) + ".java"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(row[0] + ": " + test.group()));
                assertTrue(
                        Pattern.compile("void " + test.group(2) + "\\(")
                                .matcher(Manifests.text(source.toString()))
                                .find(),
                        row[0] + ": " + test.group());
            }
        }
    }

    private static List<String> paths(String cell) {
        return PATH.matcher(cell).results().map(path -> path.group(1)).toList();
    }
}
