package dev.temporalfailover;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.protobuf.Any;
import com.google.protobuf.MessageLiteOrBuilder;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
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
import java.util.Set;
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
    static final ArchRule theCoreTakesNowAndNoClock = noClasses()
            .that()
            .resideInAPackage(ROOT + "failover..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(ROOT + "failover.Clock")
            .because("`now` is an argument there");

    @ArchTest
    static final ArchRule onlyTheWiringMakesClocksAndRandomness = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + "app.Wiring")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + "app.SystemClock")
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

    /** Temporal is asked whether it is well, and told which namespaces are active: two adapters that share no call. */
    @ArchTest
    static final ArchRule temporalLivesInProbeAndTraffic = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "probe..", ROOT + "traffic.temporal..")
            .and(areNotWiring())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.temporal..");

    @ArchTest
    static final ArchRule protobufIsUsedWithoutReflection = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "exchange.wire", ROOT + "traffic.temporal.wire")
            .should()
            .callMethodWhere(isReflectiveProtobuf())
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("com\\.google\\.protobuf\\.(Descriptors|DynamicMessage|TextFormat|util\\.).*")
            .because("a native executable has no reflection there: what is thrown loses the answer");

    /** Those who speak it, and what all of them need: adapters do not know each other. */
    @ArchTest
    static final ArchRule grpcHasFourHomes = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT + "outside.grpc", ROOT + "probe..", ROOT + "exchange..", ROOT + "traffic.temporal..")
            .and(areNotWiring())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..");

    @ArchTest
    static final ArchRule awsLivesInRoute53 = only("traffic.route53", "software.amazon..");

    @ArchTest
    static final ArchRule metersLiveInTelemetry = only("telemetry", "io.micrometer..");

    @ArchTest
    static final ArchRule kubernetesHasItsHomes = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT + "outside.kubernetes",
                    ROOT + "coordination..",
                    ROOT + "traffic.kubernetes",
                    ROOT + "traffic.istio..",
                    ROOT + "traffic.workers",
                    ROOT + "api.access")
            .and(areNotWiring())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule adaptersDoNotKnowEachOther = CompositeArchRule.of(
                    alone("probe", "traffic..", "coordination..", "exchange.."))
            .and(alone(
                    "traffic.route53",
                    "probe..",
                    "traffic.istio..",
                    "traffic.temporal..",
                    "coordination..",
                    "exchange.."))
            .and(alone(
                    "traffic.istio",
                    "probe..",
                    "traffic.route53..",
                    "traffic.temporal..",
                    "coordination..",
                    "exchange.."))
            .and(alone(
                    "traffic.temporal",
                    "probe..",
                    "traffic.route53..",
                    "traffic.istio..",
                    "coordination..",
                    "exchange.."))
            .and(alone(
                    "traffic.workers",
                    "probe..",
                    "traffic.route53..",
                    "traffic.istio..",
                    "traffic.temporal..",
                    "coordination..",
                    "exchange.."))
            .and(alone("coordination", "probe..", "traffic..", "exchange.."))
            .and(alone("exchange", "probe..", "traffic.."))
            .and(alone(
                    "api.access",
                    "failover.verdict..",
                    "failover.situation..",
                    "failover.decision..",
                    "failover.plan..",
                    "failover.status..",
                    "runbook..",
                    "loop..",
                    "telemetry.."));

    @ArchTest
    static final ArchRule theApiRecordsIntentsAndNeverMovesTraffic = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "api..", ROOT + "runbook..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "traffic..", ROOT + "probe..", ROOT + "coordination..", ROOT + "exchange..");

    /** Each package knows only those above it in this list; `docs/architecture.md` has the picture. */
    @ArchTest
    static final ArchRule packagesKnowOnlyWhatStandsBelow = floors(
            "failover",
            "outside",
            "coordination",
            "exchange",
            "probe",
            "traffic",
            "telemetry",
            "observe",
            "loop",
            "runbook",
            "api",
            "config",
            "app");

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

    private static DescribedPredicate<JavaCall<?>> isReflectiveProtobuf() {
        Set<String> ofAny = Set.of("is", "isSameTypeAs", "unpack", "unpackSameTypeAs", "pack");
        Set<String> ofMessages = Set.of(
                "toString",
                "getAllFields",
                "getField",
                "hasField",
                "setField",
                "getDescriptor",
                "getDescriptorForType",
                "findInitializationErrors",
                "getInitializationErrorString");
        return DescribedPredicate.describe("uses protobuf's descriptors or message classes", call -> {
            JavaClass owner = call.getTargetOwner();
            String name = call.getTarget().getName();
            return owner.isAssignableTo(Any.class) && ofAny.contains(name)
                    || owner.isAssignableTo(MessageLiteOrBuilder.class) && ofMessages.contains(name);
        });
    }

    private static DescribedPredicate<JavaClass> areNotWiring() {
        return DescribedPredicate.describe(
                "are not the wiring",
                type -> !type.getName().equals(ROOT + "app.Wiring")
                        && !type.getName().equals(ROOT + "app.ClusterParts")
                        && !type.getName().equals(ROOT + "app.Lifecycle"));
    }

    private static ArchRule floors(String... lowestFirst) {
        CompositeArchRule all = CompositeArchRule.of(alone(lowestFirst[0], above(lowestFirst, 0)));
        for (int floor = 1; floor < lowestFirst.length - 1; floor++) {
            all = all.and(alone(lowestFirst[floor], above(lowestFirst, floor)));
        }
        return all;
    }

    private static String[] above(String[] floors, int floor) {
        return Arrays.stream(floors).skip(floor + 1).map(name -> name + "..").toArray(String[]::new);
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
