package dev.temporalfailover.real.shipped;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.stand.Mesh;
import dev.temporalfailover.testkit.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before a region's Temporal and is neither mesh nor Temporal: the load balancer that ends TLS on 443, as
 * {@code gateway.yaml} says, and the addresses of history and matching, whose ports a dev server takes at random. A static Envoy.
 */
final class Edge {
    /** Where a Temporal pod serves its figures. */
    static final int PAGES = 9090;

    private final Ground ground;
    private final Host host;
    private final Addresses addresses;
    private Process envoy;
    private Process temporal;

    Edge(Ground ground, Host host, Addresses addresses) {
        this.ground = ground;
        this.host = host;
        this.addresses = addresses;
    }

    /**
     * Starts it for this Temporal process, unless it runs for it.
     *
     * @param log of the process
     */
    void start(Process server, Path log) throws IOException {
        if (server.equals(temporal) && envoy != null && envoy.isAlive()) {
            return;
        }
        if (envoy != null) {
            Children.kill(envoy);
        }
        temporal = server;
        String said = Files.readString(log);
        String own = addresses.frontend();
        String listeners = tls()
                + relay("history", addresses.history(), 7234)
                + relay("matching", addresses.matching(), 7235)
                + relay("history-page", addresses.history(), PAGES)
                + relay("matching-page", addresses.matching(), PAGES);
        String clusters = cluster("gateway", addresses.entrance(), Mesh.PORT)
                + cluster("history", own, port(said, "history"))
                + cluster("matching", own, port(said, "matching"))
                + cluster("history-page", own, PAGES)
                + cluster("matching-page", own, PAGES);
        Path config = ground.directory().resolve("edge-" + host.name() + ".yaml");
        Files.writeString(config, "static_resources:\n  listeners:\n" + listeners + "  clusters:\n" + clusters);
        List<String> command = List.of(
                ground.venv("envoy").toString(),
                "-c",
                config.toString(),
                "--disable-hot-restart",
                "--concurrency",
                "1",
                "-l",
                "warning");
        envoy = ground.children()
                .start(host.inside(command), Map.of(), ground.directory().resolve("edge-" + host.name() + ".log"));
    }

    /** The port that the dev server took for a role, as it has written into its log last. */
    private static int port(String log, String role) throws IOException {
        Matcher line = Pattern.compile(
                        "^    " + role + ":\\n        rpc:\\n            grpcPort: (\\d+)$", Pattern.MULTILINE)
                .matcher(log);
        int found = 0;
        while (line.find()) {
            found = Integer.parseInt(line.group(1));
        }
        if (found == 0) {
            throw new IOException("the dev server's log names no port of " + role);
        }
        return found;
    }

    private String tls() {
        String name = ground.directory().resolve("public-" + host.name()).toString();
        return """
                  - name: tls
                    address: {socket_address: {address: %s, port_value: 443}}
                    filter_chains:
                      - transport_socket:
                          name: envoy.transport_sockets.tls
                          typed_config:
                            "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                            common_tls_context:
                              alpn_protocols: [h2]
                              tls_certificates: [{certificate_chain: {filename: %s.pem}, private_key: {filename: %s.key}}]
                        filters: [%s]
              """.formatted(addresses.entrance(), name, name, proxy("gateway"));
    }

    private static String relay(String name, String address, int port) {
        return """
                  - name: %s
                    address: {socket_address: {address: %s, port_value: %d}}
                    filter_chains: [{filters: [%s]}]
              """.formatted(name, address, port, proxy(name));
    }

    private static String proxy(String cluster) {
        return """
                {name: envoy.filters.network.tcp_proxy, typed_config: {"@type": \
                type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, stat_prefix: %s, cluster: %s}}\
                """.formatted(cluster, cluster);
    }

    private static String cluster(String name, String address, int port) {
        return """
                  - {name: %s, type: STATIC, connect_timeout: 1s, load_assignment: {cluster_name: %s, endpoints: [{lb_endpoints: \
              [{endpoint: {address: {socket_address: {address: %s, port_value: %d}}}}]}]}}
              """.formatted(name, name, address, port);
    }
}
