package dev.temporalfailover.api.clients;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.clients.ConnectionReport;
import dev.temporalfailover.failover.clients.ConnectionReport.RegionConnections;
import dev.temporalfailover.failover.clients.OldConnections;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Connections to Temporal's frontends as a view and as lines for a person. */
public final class ConnectionRendering {
    private ConnectionRendering() {}

    /**
     * Connections of clients, probes, proxies and Temporal's own services to Temporal's frontends.
     *
     * @param regions those whose figure this instance has read, by a pool source {@code temporal}
     * @param notes what is left where the traffic was, or that this is not known here
     * @param old for each region that was left, whether clients are still connected to it
     */
    @RegisterForReflection
    @Schema(name = "FrontendConnections")
    public record ConnectionsView(
            List<RegionConnectionsView> regions, List<String> notes, List<OldConnectionsView> old) {}

    /**
     * The last stage of a move.
     *
     * @param region that was left
     * @param state open, overdue, gone, not_told or unclear
     * @param finished false while clients are known to be left, or must be assumed to be
     * @param moveAgeSeconds since the move
     * @param staySeconds how long clients may stay, as configured
     * @param tookSeconds from the move until no client was left; absent unless gone
     * @param text one line for a person
     */
    @RegisterForReflection
    @Schema(name = "OldConnections")
    @JsonInclude(Include.NON_NULL)
    public record OldConnectionsView(
            String region,
            String state,
            boolean finished,
            double moveAgeSeconds,
            double staySeconds,
            Double tookSeconds,
            String text) {}

    /**
     * @param connections as the frontends' own pages last stated them
     * @param ageSeconds since that was read
     * @param before the most it held when it last had no traffic, before it took it; absent if this leader has not seen that
     */
    @RegisterForReflection
    @Schema(name = "RegionFrontendConnections")
    @JsonInclude(Include.NON_NULL)
    public record RegionConnectionsView(String region, long connections, double ageSeconds, Long before) {}

    /** Null where there is nothing to tell. */
    public static ConnectionsView view(ConnectionReport report, Moment now) {
        return report.equals(ConnectionReport.NONE)
                ? null
                : new ConnectionsView(
                        report.regions().stream().map(one -> view(one, now)).toList(),
                        report.notes(),
                        report.old().stream().map(one -> view(one, now)).toList());
    }

    private static OldConnectionsView view(OldConnections one, Moment now) {
        return new OldConnectionsView(
                one.region(),
                one.left().word(),
                !one.unfinished(),
                seconds(now.steady().minus(one.began())),
                seconds(one.stays()),
                one.took().map(ConnectionRendering::seconds).orElse(null),
                one.text(now));
    }

    private static double seconds(Duration duration) {
        return Math.max(0, duration.toMillis() / 1000.0);
    }

    private static RegionConnectionsView view(RegionConnections one, Moment now) {
        return new RegionConnectionsView(
                one.region(),
                one.connections(),
                seconds(now.steady().minus(one.at())),
                one.before().isPresent() ? one.before().getAsLong() : null);
    }

    /** The section of an explanation; empty where there is nothing to tell. */
    public static String text(ConnectionsView view) {
        if (view == null) {
            return "";
        }
        StringBuilder out = new StringBuilder("\n  connections to Temporal's frontends, of clients and others\n");
        for (RegionConnectionsView one : view.regions()) {
            String before =
                    one.before() == null ? "" : ", at most " + one.before() + " before it last took the traffic";
            out.append(String.format(
                    Locale.ROOT,
                    "  %s: %d, read %.1f s ago%s%n",
                    one.region(),
                    one.connections(),
                    one.ageSeconds(),
                    before));
        }
        view.old().forEach(one -> out.append("  ").append(one.text()).append('\n'));
        view.notes().forEach(note -> out.append("  ").append(note).append('\n'));
        return out.toString();
    }
}
