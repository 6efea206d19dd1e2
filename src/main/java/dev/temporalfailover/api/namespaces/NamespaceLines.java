package dev.temporalfailover.api.namespaces;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.failover.status.PolicyStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Temporal's namespaces in a few lines, for explain. */
public final class NamespaceLines {
    /** Named in one line. */
    private static final int FEW = 10;

    private NamespaceLines() {}

    /** Null where no namespace is read. */
    public static List<String> lines(PolicyStatus s) {
        if (s.namespaces().isEmpty() && NamespaceRendering.unread(s).isEmpty()) {
            return null;
        }
        List<String> lines = new ArrayList<>();
        for (String region : s.policy().regions()) {
            long active = s.namespaces().stream()
                    .filter(n -> n.kind() != NamespaceKind.LOCAL)
                    .filter(n ->
                            n.side(region).filter(side -> side.activeIn(region)).isPresent())
                    .count();
            lines.add(
                    NamespaceRendering.unread(s).contains(region)
                            ? region + ": its cluster has not answered lately"
                            : region + ": active in " + active + ", as its own cluster states");
        }
        NamespaceRendering.lags(s).forEach(lag -> lines.add(NamespaceRendering.line(lag)));
        TaskQueueRendering.line(s).ifPresent(lines::add);
        TaskQueueRendering.longPollLine(s).ifPresent(lines::add);
        s.temporal().workers().stream().limit(FEW).map(WorkerReading::line).forEach(lines::add);
        add(lines, s, "handovers", NamespaceReading::handing, n -> n.name() + " (" + n.detail() + ")");
        add(
                lines,
                s,
                "waited for, as the move was planned and their region hands them over",
                n -> awaited(n, s),
                NamespaceReading::name);
        add(lines, s, "contested", NamespaceReading::contested, n -> n.name() + " (" + n.detail() + ")");
        add(
                lines,
                s,
                "not moved yet",
                n -> n.failures() > 0,
                n -> n.name() + " (" + n.failures() + " attempts: " + n.detail() + ")");
        for (NamespaceKind kind : NamespaceKind.values()) {
            if (kind == NamespaceKind.WATCHED && s.namespaces().stream().anyMatch(n -> n.kind() == kind)) {
                lines.add("namespaces.mode is watch: none is moved");
            } else if (kind != NamespaceKind.MOVABLE) {
                add(lines, s, "never moved, " + kind.word(), n -> n.kind() == kind, NamespaceReading::name);
            }
        }
        return lines;
    }

    private static boolean awaited(NamespaceReading n, PolicyStatus s) {
        Optional<EpochRecord> planned = s.dns().epoch().filter(r -> Reason.planned(r.reason()));
        return planned.isPresent()
                && s.policy().handover().isPresent()
                && n.movable()
                && !n.handing()
                && n.side(planned.get().active())
                        .filter(side -> !side.activeIn(planned.get().active()))
                        .isPresent();
    }

    private static void add(
            List<String> lines,
            PolicyStatus s,
            String what,
            Predicate<NamespaceReading> which,
            Function<NamespaceReading, String> text) {
        List<NamespaceReading> found = s.namespaces().stream().filter(which).toList();
        if (!found.isEmpty()) {
            String more = found.size() > FEW ? " and " + (found.size() - FEW) + " more" : "";
            lines.add(what + ": " + found.stream().limit(FEW).map(text).collect(Collectors.joining(", ")) + more);
        }
    }
}
