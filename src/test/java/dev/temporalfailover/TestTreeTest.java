package dev.temporalfailover;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fences between the tests: `testkit`, then `emulator`, then programs and unit tests beside each other. */
@AnalyzeClasses(packages = "dev.temporalfailover", importOptions = ImportOption.OnlyIncludeTests.class)
class TestTreeTest {
    private static final String ROOT = "dev.temporalfailover.";
    private static final List<String> PROGRAMS = List.of("simulation", "sandbox", "faults", "real", "bench");

    @ArchTest
    static final ArchRule theTestkitKnowsOnlyTheService = knowsOnly("testkit");

    @ArchTest
    static final ArchRule emulatorsKnowOnlyTheTestkit = knowsOnly("emulator", "testkit");

    @ArchTest
    static final ArchRule programsDoNotKnowEachOther = PROGRAMS.stream()
            .map(program -> knowsOnly(program, "testkit", "emulator"))
            .reduce((one, other) -> CompositeArchRule.of(one).and(other))
            .orElseThrow();

    @ArchTest
    static final ArchRule unitTestsKnowOnlyTheirNeighbours = classes()
            .that(DescribedPredicate.describe("are unit tests", TestTreeTest::isUnitTest))
            .should()
            .onlyDependOnClassesThat(DescribedPredicate.describe(
                    "are in the same package, the testkit or an emulator",
                    type -> !isTest(type) || isUnitTest(type) || isIn(type, "testkit") || isIn(type, "emulator")));

    /** The pom gives that package a process of its own: two that start Quarkus would read each other's half-written index. */
    @ArchTest
    static final ArchRule testsThatStartQuarkusHaveOneProcess =
            classes().that().areAnnotatedWith(QuarkusTest.class).should().resideInAPackage(ROOT + "api");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    private static ArchRule knowsOnly(String home, String... others) {
        Set<String> known = Stream.concat(Stream.of(home), Stream.of(others)).collect(Collectors.toSet());
        return classes()
                .that()
                .resideInAPackage(ROOT + home + "..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are the service's or in " + known,
                        type -> !isTest(type) || known.stream().anyMatch(room -> isIn(type, room))));
    }

    private static boolean isUnitTest(JavaClass type) {
        return isTest(type)
                && Stream.concat(PROGRAMS.stream(), Stream.of("testkit", "emulator"))
                        .noneMatch(room -> isIn(type, room));
    }

    private static boolean isIn(JavaClass type, String room) {
        return (type.getPackageName() + ".").startsWith(ROOT + room + ".");
    }

    /** A class that only tests have; classes of the service are not imported, so they have no source here. */
    private static boolean isTest(JavaClass type) {
        return type.getPackageName().startsWith("dev.temporalfailover")
                && type.getSource().isPresent()
                && type.getSource().get().getUri().toString().contains("test-classes");
    }
}
