package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.outside.Tls;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A configured address of one Temporal role on one path, and how it is probed.
 *
 * @param region for example {@code us-east-1}
 * @param service the role
 * @param path {@code private}, {@code public} or any name
 * @param host a name or an IP address
 * @param port 1..65535
 * @param headless every address record of {@code host} is a target of its own
 * @param tls empty for plaintext
 * @param tokenFile bearer token or API key sent as {@code authorization: Bearer}, re-read when the file changes
 * @param httpPath path of an HTTP check, for example {@code /healthz}; empty for gRPC
 * @param namespace of the checks of tier FUNCTION
 * @param checks what is asked
 * @param times how often, and how long a probe may take
 */
public record Endpoint(
        String region,
        Service service,
        String path,
        String host,
        int port,
        boolean headless,
        Optional<Tls> tls,
        Optional<Path> tokenFile,
        Optional<String> httpPath,
        String namespace,
        Set<Check> checks,
        ProbeTimes times) {

    public Endpoint {
        checks = Set.copyOf(checks);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    public String hostAndPort() {
        return bracketed(host) + ":" + port;
    }

    /** The name to send and verify in a TLS handshake. */
    String serverName() {
        return tls.flatMap(Tls::serverName).orElse(host);
    }

    /** What HTTP calls the authority: the server's name and the port. */
    String authority() {
        return bracketed(serverName()) + ":" + port;
    }

    private static String bracketed(String name) {
        return name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    }
}
