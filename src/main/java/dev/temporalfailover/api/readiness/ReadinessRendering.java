package dev.temporalfailover.api.readiness;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.Readiness;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.failover.status.ReadinessReport;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whether regions could take the traffic now, as views and as text. */
public final class ReadinessRendering {
    private ReadinessRendering() {}

    /**
     * All regions of a policy.
     *
     * @param unknown what only a write can tell, or what another place does not tell
     */
    @RegisterForReflection
    @Schema(name = "Readiness")
    public record ReadinessView(boolean ready, List<RegionReadinessView> regions, List<String> unknown) {}

    /** @param carries it carries the traffic already; then only what concerns the region itself stands against it */
    @RegisterForReflection
    @Schema(name = "RegionReadiness")
    public record RegionReadinessView(String region, boolean carries, boolean ready, List<ReasonView> against) {}

    /** @param reason one word, as in the metric {@code region_not_ready} */
    @RegisterForReflection
    @Schema(name = "ReadinessReason")
    public record ReasonView(String reason, String detail) {}

    /** One policy. */
    @RegisterForReflection
    @Schema(name = "PolicyReadiness")
    public record PolicyReadinessView(String policy, ReadinessView readiness) {}

    /**
     * Answer of {@code /readiness}; a problem if a region is not ready.
     *
     * @param title absent if all are ready, as are {@code status} and {@code detail}
     */
    @RegisterForReflection
    @Schema(name = "ReadinessAnswer")
    @JsonInclude(Include.NON_NULL)
    public record ReadinessAnswer(
            String title, Integer status, String detail, boolean ready, List<PolicyReadinessView> policies) {}

    /** Null at an instance that does not tell. */
    public static ReadinessView view(ReadinessReport report) {
        return report.told() ? view(report, Set.of()) : null;
    }

    /** A policy without the reasons that are ignored; its report tells. */
    public static PolicyReadinessView policy(PolicyStatus status, Set<ReadinessReason> ignored) {
        return new PolicyReadinessView(status.policy().name(), view(status.readiness(), ignored));
    }

    private static ReadinessView view(ReadinessReport report, Set<ReadinessReason> ignored) {
        List<RegionReadinessView> regions =
                report.regions().stream().map(one -> region(one, ignored)).toList();
        return new ReadinessView(regions.stream().allMatch(RegionReadinessView::ready), regions, report.unknown());
    }

    private static RegionReadinessView region(Readiness one, Set<ReadinessReason> ignored) {
        List<ReasonView> against = against(one, ignored);
        return new RegionReadinessView(one.region(), one.carries(), against.isEmpty(), against);
    }

    private static List<ReasonView> against(Readiness one, Set<ReadinessReason> ignored) {
        return one.against().stream()
                .filter(a -> !ignored.contains(a.reason()))
                .map(a -> new ReasonView(a.reason().word(), a.detail()))
                .toList();
    }

    /** What stands against one region; empty at an instance that does not tell. */
    public static List<ReasonView> against(ReadinessReport report, String region) {
        return report.regions().stream()
                .filter(one -> one.region().equals(region))
                .flatMap(one -> against(one, Set.of()).stream())
                .toList();
    }

    /** For example {@code us-west-2 (verdict, routes)}; empty if all are ready. */
    public static String summary(List<PolicyReadinessView> policies) {
        return policies.stream()
                .flatMap(p -> p.readiness().regions().stream()
                        .filter(r -> !r.ready())
                        .map(r -> p.policy() + ": " + r.region() + " ("
                                + r.against().stream()
                                        .map(ReasonView::reason)
                                        .distinct()
                                        .collect(Collectors.joining(", "))
                                + ")"))
                .collect(Collectors.joining("; "));
    }

    /** A block of lines; one line where all is well. */
    public static String text(ReadinessView view) {
        StringBuilder out = new StringBuilder();
        if (view.ready()) {
            out.append(String.format(Locale.ROOT, "  every region could take the traffic now%n"));
        } else {
            out.append(String.format(Locale.ROOT, "  could each region take the traffic now?%n"));
            view.regions().forEach(region -> region(out, region));
        }
        view.unknown().forEach(line -> out.append(String.format(Locale.ROOT, "  not known: %s%n", line)));
        return out.toString();
    }

    private static void region(StringBuilder out, RegionReadinessView r) {
        String carries = r.carries() ? ", carries it" : "";
        out.append(String.format(Locale.ROOT, "  %-4s %s%s%n", r.ready() ? "yes" : "NO", r.region(), carries));
        r.against().forEach(a -> out.append(String.format(Locale.ROOT, "       %-17s %s%n", a.reason(), a.detail())));
    }
}
