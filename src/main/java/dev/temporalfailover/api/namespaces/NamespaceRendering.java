package dev.temporalfailover.api.namespaces;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.temporalfailover.api.namespaces.TaskQueueRendering.LongPollView;
import dev.temporalfailover.api.namespaces.TaskQueueRendering.TaskQueueView;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.status.PolicyStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Temporal's namespaces as views and as lines for a person. */
public final class NamespaceRendering {
    private NamespaceRendering() {}

    /**
     * Those of a policy.
     *
     * @param off {@code namespaces.mode} is off: none is read or moved
     * @param leader false if another instance of the region leads: then this one reads none
     * @param unread regions whose cluster has not answered lately; empty if none was asked
     * @param replication what is known of each two regions, the last word even if it is old
     * @param taskQueues who polls the critical ones in this region's own cluster; none where none is configured
     * @param longPoll how long this region's own cluster keeps a poll without a task; absent where it is not measured
     * @param namespaces by name
     */
    @RegisterForReflection
    @Schema(name = "PolicyNamespaces")
    @JsonInclude(Include.NON_NULL)
    public record PolicyNamespacesView(
            String policy,
            boolean off,
            boolean leader,
            List<String> unread,
            List<LagView> replication,
            List<TaskQueueView> taskQueues,
            LongPollView longPoll,
            List<NamespaceView> namespaces) {}

    /**
     * How far one region's cluster is behind another's.
     *
     * @param behindSeconds age of the oldest task that {@code to} may not have acknowledged; 0 if there is none
     * @param shards that have such tasks
     * @param ageSeconds since it was read
     * @param unknown why there may be more; empty if all shards told
     */
    @RegisterForReflection
    @Schema(name = "ReplicationLag")
    public record LagView(
            String from, String to, double behindSeconds, int shards, double ageSeconds, String unknown) {}

    /**
     * @param kind movable, watched, excluded, local or not_everywhere
     * @param active the region that the cluster with the highest failover version names; absent if it is of no region
     * @param state differs, waits (to be moved, or for a handover), elsewhere (not where the traffic is), unread (a cluster
     *     has not answered; the others agree) or agrees
     * @param words the same for a person
     * @param contested more than one cluster states that it is the active one
     * @param contestedSeconds for how long this leader has seen that; absent if it is not so
     * @param sides by region what its cluster states; absent if it has not answered lately
     * @param failures attempts to move it that failed since it was last moved
     * @param detail why it is not moved, or why the last attempt failed
     */
    @RegisterForReflection
    @Schema(name = "Namespace")
    @JsonInclude(Include.NON_NULL)
    public record NamespaceView(
            String name,
            String kind,
            String active,
            String state,
            String words,
            boolean contested,
            Double contestedSeconds,
            Map<String, SideView> sides,
            int failures,
            String detail) {}

    /**
     * @param active the region that this cluster takes for the active one; absent if it is of no region
     * @param version the failover version; of two clusters that differ the higher one is right
     * @param handover a graceful handover is in progress, which refuses writes
     * @param since when it was last made active elsewhere, by the cluster's clock; absent if it never was
     */
    @RegisterForReflection
    @Schema(name = "NamespaceSide")
    @JsonInclude(Include.NON_NULL)
    public record SideView(String active, long version, boolean handover, Instant since) {}

    /** All of a policy. */
    public static PolicyNamespacesView view(PolicyStatus s) {
        return new PolicyNamespacesView(
                s.policy().name(),
                !s.watch().on(),
                s.leader(),
                unread(s),
                lags(s),
                TaskQueueRendering.views(s),
                TaskQueueRendering.longPoll(s),
                s.namespaces().stream().map(n -> one(n, s)).toList());
    }

    static List<LagView> lags(PolicyStatus s) {
        List<LagView> all = new ArrayList<>();
        for (String from : s.policy().regions()) {
            for (String to : s.policy().regions()) {
                s.replication().lag(from, to).ifPresent(lag -> all.add(view(from, to, lag, s)));
            }
        }
        return all;
    }

    private static LagView view(String from, String to, ReplicationLag lag, PolicyStatus s) {
        double age = Math.max(0, s.at().steady().minus(lag.at()).toMillis() / 1000.0);
        return new LagView(from, to, lag.behind().toMillis() / 1000.0, lag.shards(), age, lag.unknown());
    }

    static String line(LagView lag) {
        String behind = lag.behindSeconds() > 0
                ? "is " + lag.behindSeconds() + " s behind " + lag.from() + " in " + lag.shards() + " shards"
                : lag.shards() > 0
                        ? "is behind " + lag.from() + " in " + lag.shards() + " shards"
                        : "has all that " + lag.from() + " wrote";
        String more = lag.unknown().isEmpty() ? "" : ", perhaps more: " + lag.unknown();
        return lag.to() + " " + behind + ", told " + lag.ageSeconds() + " s ago" + more;
    }

    private static NamespaceView one(NamespaceReading n, PolicyStatus s) {
        Map<String, SideView> sides = new LinkedHashMap<>();
        for (String region : s.policy().regions()) {
            n.side(region).ifPresent(side -> sides.put(region, side(side)));
        }
        SideComparison compared =
                SideComparison.of(n, s.policy().regions(), s.dns().epoch().map(EpochRecord::active));
        return new NamespaceView(
                n.name(),
                n.kind().word(),
                compared.active().orElse(null),
                compared.state().name().toLowerCase(Locale.ROOT),
                compared.words(),
                n.contested(),
                n.contested() ? twice(n, s) : null,
                sides,
                n.failures(),
                n.detail());
    }

    private static Double twice(NamespaceReading n, PolicyStatus s) {
        Duration since = s.watch().twice().getOrDefault(n.name(), s.at().steady());
        return Math.max(0, s.at().steady().minus(since).toMillis() / 1000.0);
    }

    private static SideView side(Side side) {
        return new SideView(
                side.active().orElse(null),
                side.version(),
                side.handover(),
                side.since().orElse(null));
    }

    static List<String> unread(PolicyStatus s) {
        return s.namespaces().isEmpty() && !(s.watch().on() && s.leader())
                ? List.of()
                : s.policy().regions().stream()
                        .filter(region -> s.namespaces().stream()
                                .noneMatch(n -> n.side(region).isPresent()))
                        .toList();
    }
}
