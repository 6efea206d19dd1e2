package dev.temporalfailover;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The fences of the house; `docs/architecture.md` says why each stands. */
@AnalyzeClasses(packages = "dev.temporalfailover", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.temporalfailover.";

    @ArchTest
    static final ArchRule theCoreIsPure = classes()
            .that()
            .resideInAPackage(ROOT + "failover..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "failover..",
                    "java.lang",
                    "java.lang.runtime",
                    "java.time",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.lang.invoke");

    @ArchTest
    static final ArchRule theCoreIsImmutable = fields().that()
            .areDeclaredInClassesThat()
            .resideInAPackage(ROOT + "failover..")
            .and()
            .areDeclaredInClassesThat()
            // Accumulators that live inside one call of the judge.
            .haveSimpleNameNotEndingWith("Group")
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule onlyTheWiringMakesClocksAndRandomness = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + "app.Wiring")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(ThreadLocalRandom.class, "current")
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule temporalLivesInProbe = only("probe", "io.temporal..");

    @ArchTest
    static final ArchRule grpcLivesInProbeAndTheExchange = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "probe..", ROOT + "coordination.exchange", ROOT + "coordination.wire")
            .and(areNotWiring())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..");

    @ArchTest
    static final ArchRule awsLivesInRoute53 = only("traffic.route53", "software.amazon..");

    @ArchTest
    static final ArchRule metersLiveInTelemetry = only("telemetry", "io.micrometer..");

    @ArchTest
    static final ArchRule kubernetesLivesInIstioCoordinationAndAccess = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "traffic.istio..", ROOT + "coordination..", ROOT + "access..")
            .and(areNotWiring())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule adaptersDoNotKnowEachOther = CompositeArchRule.of(
                    alone("probe", "traffic..", "coordination..", "access.."))
            .and(alone("traffic.route53", "probe..", "traffic.istio..", "coordination..", "access.."))
            .and(alone("traffic.istio", "probe..", "traffic.route53..", "coordination..", "access.."))
            .and(alone("coordination", "probe..", "traffic..", "access.."))
            .and(alone("access", "probe..", "traffic..", "coordination..", "failover..", "runbook.."));

    @ArchTest
    static final ArchRule theApiRecordsIntentsAndNeverMovesTraffic = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "api..", ROOT + "runbook..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "traffic..", ROOT + "probe..", ROOT + "coordination..", ROOT + "access..", ROOT + "app..");

    @ArchTest
    static final ArchRule nobodyDependsOnTheApp = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "app..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameContaining("Util");

    @ArchTest
    static final ArchRule noFieldInjection = fields().that()
            .areAnnotatedWith("jakarta.inject.Inject")
            .should()
            .haveModifier(JavaModifier.PRIVATE)
            .andShould()
            .beFinal()
            .allowEmptyShould(true);

    private static DescribedPredicate<JavaClass> areNotWiring() {
        return DescribedPredicate.describe(
                "are not the wiring",
                type -> !type.getName().equals(ROOT + "app.Wiring")
                        && !type.getName().equals(ROOT + "app.ClusterParts")
                        && !type.getName().equals(ROOT + "app.Lifecycle"));
    }

    private static ArchRule alone(String adapter, String... others) {
        String[] packages = Arrays.stream(others).map(other -> ROOT + other).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + adapter + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages);
    }

    private static ArchRule only(String home, String... sdk) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + home + "..")
                .and(areNotWiring())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(sdk);
    }
}
