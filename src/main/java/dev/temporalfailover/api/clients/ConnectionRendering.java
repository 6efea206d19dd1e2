package dev.temporalfailover.api.clients;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.clients.ConnectionReport;
import dev.temporalfailover.failover.clients.ConnectionReport.RegionConnections;
import io.quarkus.runtime.annotations.RegisterForReflection;
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
     */
    @RegisterForReflection
    @Schema(name = "FrontendConnections")
    public record ConnectionsView(List<RegionConnectionsView> regions, List<String> notes) {}

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
                        report.regions().stream().map(one -> view(one, now)).toList(), report.notes());
    }

    private static RegionConnectionsView view(RegionConnections one, Moment now) {
        return new RegionConnectionsView(
                one.region(),
                one.connections(),
                Math.max(0, now.steady().minus(one.at()).toMillis() / 1000.0),
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
        view.notes().forEach(note -> out.append("  ").append(note).append('\n'));
        return out.toString();
    }
}
