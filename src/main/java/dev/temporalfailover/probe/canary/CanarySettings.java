package dev.temporalfailover.probe.canary;

import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.outside.grpc.ServerChannel;
import dev.temporalfailover.outside.grpc.TlsContexts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a canary client calls.
 *
 * @param ways in the order of the file
 * @param workflow empty if none is run
 */
public record CanarySettings(List<CanaryWay> ways, Optional<WorkflowSettings> workflow) {
    private static final String USER_AGENT = "temporal-failover-canary";

    public CanarySettings {
        ways = List.copyOf(ways);
    }

    /**
     * A way that clients take to Temporal.
     *
     * @param name for example {@code mesh}
     * @param server what is called
     * @param connection NEW connects for each call, as a client that starts does; KEPT stays connected, so that what a proxy
     *     decides call by call is seen
     * @param interval between two calls
     */
    public record CanaryWay(String name, Server server, Connection connection, Duration interval) {}

    /**
     * The workflow that shows whether the region's Temporal carries one to its end.
     *
     * @param namespace a local one of the region's own cluster
     * @param create whether it is registered if it is missing
     * @param server the region's own frontend
     * @param interval from the end of a run to the begin of the next
     * @param deadline of a run
     */
    public record WorkflowSettings(
            String namespace, boolean create, Server server, Duration interval, Duration deadline) {}

    /** How long a connection lives. */
    public enum Connection {
        NEW,
        KEPT
    }

    /**
     * An address that speaks Temporal's API.
     *
     * @param tls empty for plaintext
     * @param tokenFile sent as {@code authorization: Bearer}
     */
    public record Server(String host, int port, Optional<Tls> tls, Optional<Path> tokenFile) {
        /** Of one answer. */
        private static final int MOST_FIELDS = 40_000;

        /**
         * How channels to it are made.
         *
         * @param contexts of {@link #tls()}
         * @param mostBytes of one answer
         * @param mostBytesPerSecond of one connection, which is ended above it
         */
        public ServerChannel channel(Optional<TlsContexts> contexts, int mostBytes, int mostBytesPerSecond) {
            Optional<String> name = tls.flatMap(Tls::serverName);
            return new ServerChannel(
                    host, port, name, contexts, mostBytes, MOST_FIELDS, mostBytesPerSecond, USER_AGENT);
        }
    }
}
