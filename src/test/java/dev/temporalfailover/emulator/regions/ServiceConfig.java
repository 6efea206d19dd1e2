package dev.temporalfailover.emulator.regions;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * The configuration file of one instance: the shipped vocabulary with the sandbox's addresses and with times that suit a
 * demonstration.
 *
 * @param place the instance's region, or the witness's name
 * @param witness true for the witness
 * @param temporal ports at which this place finds each region's Temporal, by region and path; the region that carries the
 *     traffic first
 * @param hosts the VirtualService's destination host of each region
 * @param resolver {@code host:port} of DNS
 * @param directory of credentials, tokens and certificates
 * @param coordination section {@code coordination}, whole lines
 */
public record ServiceConfig(
        String place,
        boolean witness,
        Map<String, Map<String, Integer>> temporal,
        Map<String, String> hosts,
        String zone,
        URI route53,
        String resolver,
        Path directory,
        String coordination) {

    /** Name of the only policy. */
    static final String POLICY = "temporal-api-failover";

    private static final String LEADERSHIP =
            "leadership: {mode: lease, lease_duration: 5s, renew_deadline: 4s, retry_period: 500ms}\n";

    /** The file's text. */
    public String yaml() {
        return (witness ? "witness: " : "region: ") + place + "\n" + regions() + coordination + policy();
    }

    private String regions() {
        StringBuilder text = new StringBuilder("regions:\n");
        String role = "primary";
        for (Map.Entry<String, Map<String, Integer>> region : temporal.entrySet()) {
            text.append("""
                      - name: %s
                        role: %s
                        temporal_endpoints:
                          frontend:
                            protocol: grpc
                            namespace: default
                            paths:
                    """.formatted(region.getKey(), role));
            region.getValue()
                    .forEach((path, port) ->
                            text.append("          - {name: %s, fqdn: 127.0.0.1, port: %d}\n".formatted(path, port)));
            role = "secondary";
        }
        return text.toString();
    }

    private String policy() {
        String[] names = temporal.keySet().toArray(String[]::new);
        return """
                probing: {interval: 1s, timeout: 800ms, cold_interval: 2s}
                network_monitoring:
                  # A machine that is busy with the sandbox itself must not make a region DEGRADED.
                  alerts:
                    - {name: error_ratio, threshold: 100%%}
                    - {name: packet_loss, threshold: 100%%}
                    - {name: high_latency, threshold: 5s}
                dns_failover:
                  read_interval: 3s
                  insync_timeout: 30s
                  failover_policies:
                    - name: %s
                      primary: {region: %s, weight: 100}
                      secondary: {region: %s, weight: 0}
                      failover_threshold: 3
                      recover_threshold: 3
                      hold_down: 1h
                      quiet_period: 3s
                      dns:
                        hosted_zone_id: %s
                        adopt: true
                        endpoint: %s
                        credentials_file: %s
                        timeout: 2s
                        resolver: %s
                        records:
                          - {name: %s, type: A, set_identifiers: {%s: %s, %s: %s}, ttl: %d}
                      routes:
                        - kind: VirtualService
                          namespace: %s
                          name: %s
                          adopt: true
                          destinations: {%s: {host: %s}, %s: {host: %s}}
                %sloop: {tick: 200ms, pause_limit: 2s}
                access: {operator_token_file: %s, alerts_token_file: %s}
                """.formatted(
                        POLICY,
                        names[0],
                        names[1],
                        zone,
                        route53,
                        file("credentials"),
                        resolver,
                        HostedZone.RECORD,
                        names[0],
                        names[0],
                        names[1],
                        names[1],
                        HostedZone.TTL_SECONDS,
                        KubernetesRegion.NAMESPACE,
                        KubernetesRegion.ROUTE,
                        names[0],
                        hosts.get(names[0]),
                        names[1],
                        hosts.get(names[1]),
                        witness ? "" : LEADERSHIP,
                        file("operator.token"),
                        file("alerts.token"));
    }

    private String file(String name) {
        return quoted(directory.resolve(name));
    }

    /** As a YAML scalar. */
    static String quoted(Path path) {
        return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
    }
}
