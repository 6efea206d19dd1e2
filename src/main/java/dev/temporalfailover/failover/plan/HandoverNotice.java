package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy.Afterwards;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.verdict.Judge;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says of a planned move which handovers the leader of the losing region begins: they are no step of the gaining region's plan. */
final class HandoverNotice {
    /** Namespaces that one line names. */
    private static final int FEW = 10;

    private HandoverNotice() {}

    /**
     * One line for each losing region.
     *
     * @param left each as this region's own cluster states it
     * @param self the gaining region
     */
    static List<String> lines(List<NamespaceReading> left, String self, HandoverPolicy policy) {
        TreeMap<String, List<String>> byRegion = left.stream()
                .collect(Collectors.groupingBy(
                        n -> n.side(self).orElseThrow().active().orElseThrow(),
                        TreeMap::new,
                        Collectors.mapping(NamespaceReading::name, Collectors.toList())));
        List<String> lines = new ArrayList<>();
        byRegion.forEach((losing, names) -> lines.add("the leader of " + losing + " begins the handover of "
                + names.size() + (names.size() == 1 ? " namespace" : " namespaces") + " to " + self
                + " once it reads the record: " + few(names) + "; " + afterwards(policy, losing, self)));
        return lines;
    }

    private static String few(List<String> names) {
        return names.stream().limit(FEW).collect(Collectors.joining(", "))
                + (names.size() > FEW ? " and " + (names.size() - FEW) + " more" : "");
    }

    private static String afterwards(HandoverPolicy policy, String losing, String self) {
        String late = "what is not handed over after " + Judge.text(policy.timeout());
        return policy.afterwards() == Afterwards.MOVE
                ? late + " is made active in " + self + " without what was not replicated"
                : late + " stays in " + losing + " until it is";
    }
}
