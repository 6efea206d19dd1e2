package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.outside.Tls;
import java.nio.file.Path;
import java.time.Duration;
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
 * @param tls null for plaintext
 * @param tokenFile bearer token or API key sent as {@code authorization: Bearer}, re-read when the file changes; null for none
 * @param httpPath path of an HTTP check, for example {@code /healthz}; null for gRPC
 * @param namespace asked by DESCRIBE_NAMESPACE
 * @param checks what is asked
 * @param interval between starts of the same check, jittered
 * @param timeout of one probe, below {@code interval}
 * @param lateTimeout until when an answer to a gRPC probe counts as late; not below {@code timeout}, not above {@code interval}
 * @param coldInterval between cold connects
 * @param coldTimeout of one cold connect, below {@code coldInterval}; above a second it outlasts a lost SYN, which is sent again
 *     only then (RFC 6298, section 2)
 */
public record Endpoint(
        String region,
        Service service,
        String path,
        String host,
        int port,
        boolean headless,
        Tls tls,
        Path tokenFile,
        String httpPath,
        String namespace,
        Set<Check> checks,
        Duration interval,
        Duration timeout,
        Duration lateTimeout,
        Duration coldInterval,
        Duration coldTimeout) {

    public Endpoint {
        checks = Set.copyOf(checks);
    }

    /** Between starts of this check. */
    public Duration interval(Check check) {
        return check == Check.COLD_CONNECT ? coldInterval : interval;
    }

    /** Of one probe by this check. */
    public Duration timeout(Check check) {
        return check == Check.COLD_CONNECT ? coldTimeout : timeout;
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    String hostAndPort() {
        return bracketed(host) + ":" + port;
    }

    /** The name to send and verify in a TLS handshake. */
    String serverName() {
        return tls == null || tls.serverName() == null ? host : tls.serverName();
    }

    /** What HTTP calls the authority: the server's name and the port. */
    String authority() {
        return bracketed(serverName()) + ":" + port;
    }

    private static String bracketed(String name) {
        return name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    }
}
