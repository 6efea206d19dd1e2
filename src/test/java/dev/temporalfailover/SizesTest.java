package dev.temporalfailover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Files and packages stay small and a name means one thing. Each rule is compared with the list of what breaks it today, so
 * that the list can only become shorter: a new breach fails, and so does an entry that is no breach any more.
 */
class SizesTest {
    private static final Path MAIN = Path.of("src/main/java/dev/temporalfailover");
    private static final Path TESTS = Path.of("src/test/java/dev/temporalfailover");
    private static final int FILES_IN_A_PACKAGE = 25;

    @Test
    void aFileOfTheServiceHasAtMost250Lines() {
        assertEquals(Set.of(), longerThan(250, MAIN));
    }

    @Test
    void aFileOfTestsHasAtMost400Lines() {
        assertEquals(Set.of(), longerThan(400, TESTS));
    }

    @Test
    void aPackageHasAtMost25Files() {
        assertEquals(Set.of(), crowded(MAIN));
        assertEquals(Set.of(), crowded(TESTS));
    }

    /** Nested types too, or a reader must look at the imports to know which of them is meant. */
    @Test
    void aNameOfTheServiceMeansOneThing() {
        assertEquals(Set.of(), twice());
    }

    private static Set<String> twice() {
        Map<String, Set<String>> homes = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.temporalfailover").stream()
                        .filter(SizesTest::isWritten)
                        .forEach(type -> homes.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                                .add(type.getName()));
        return homes.entrySet().stream()
                .filter(name -> name.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Not generated from `src/main/proto`, not a compiler's own class. */
    private static boolean isWritten(JavaClass type) {
        return !type.isAnonymousClass()
                && !type.getSimpleName().isEmpty()
                && !type.getSimpleName().equals("package-info")
                && !type.getPackageName().endsWith(".wire");
    }

    private static Set<String> longerThan(int lines, Path tree) {
        return names(tree, files(tree, file -> lines(file) > lines));
    }

    private static Set<String> crowded(Path tree) {
        Map<Path, Long> sizes = files(tree, file -> !file.endsWith("package-info.java")).stream()
                .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        sizes.values().removeIf(size -> size <= FILES_IN_A_PACKAGE);
        return names(tree, sizes.keySet());
    }

    private static Set<String> names(Path tree, Set<Path> files) {
        return files.stream()
                .map(file -> tree.relativize(file).toString().replace('\\', '/'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Path> files(Path tree, Predicate<Path> which) {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .filter(which)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return (int) lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
