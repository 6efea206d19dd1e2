package dev.temporalfailover.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * The configuration file of one region's service: the shipped vocabulary with the sandbox's addresses and with times that
 * suit a demonstration.
 *
 * @param temporal port of each region's Temporal, the one that carries the traffic first
 * @param hosts the VirtualService's destination host of each region
 * @param resolver {@code host:port} of DNS
 */
record ServiceConfig(
        String region,
        Map<String, Integer> temporal,
        Map<String, String> hosts,
        String zone,
        String record,
        int ttl,
        URI route53,
        String resolver,
        Path credentials,
        Path operatorToken,
        Path alertsToken) {

    /** Name of the only policy. */
    static final String POLICY = "temporal-api-failover";

    /** The file's text. */
    String yaml() {
        StringBuilder text = new StringBuilder("region: " + region + "\nregions:\n");
        String role = "primary";
        for (Map.Entry<String, Integer> entry : temporal.entrySet()) {
            text.append("""
                      - name: %s
                        role: %s
                        temporal_endpoints:
                          frontend: {fqdn: 127.0.0.1, port: %d, protocol: grpc, namespace: default}
                    """.formatted(entry.getKey(), role, entry.getValue()));
            role = "secondary";
        }
        String[] names = temporal.keySet().toArray(String[]::new);
        return text
                + """
                probing: {interval: 500ms, timeout: 400ms, cold_interval: 1s}
                network_monitoring:
                  alerts:
                    - {name: error_ratio, threshold: 50%%, recover: 20%%, duration: 10s}
                    - {name: packet_loss, threshold: 1%%, duration: 10s}
                    - {name: high_latency, threshold: 250ms, duration: 10s}
                dns_failover:
                  read_interval: 3s
                  insync_timeout: 30s
                  failover_policies:
                    - name: %s
                      primary: {region: %s, weight: 100}
                      secondary: {region: %s, weight: 0}
                      failover_threshold: 2
                      recover_threshold: 3
                      hold_down: 1h
                      quiet_period: 3s
                      dns:
                        hosted_zone_id: %s
                        adopt: true
                        endpoint: %s
                        credentials_file: %s
                        resolver: %s
                        records:
                          - {name: %s, type: A, set_identifiers: {%s: %s, %s: %s}, ttl: %d}
                      routes:
                        - kind: VirtualService
                          namespace: %s
                          name: %s
                          adopt: true
                          destinations: {%s: {host: %s}, %s: {host: %s}}
                leadership: {mode: lease, namespace: temporal-failover, name: temporal-failover}
                loop: {tick: 200ms, pause_limit: 2s}
                access: {operator_token_file: %s, alerts_token_file: %s}
                """.formatted(
                                POLICY,
                                names[0],
                                names[1],
                                zone,
                                route53,
                                quoted(credentials),
                                resolver,
                                record,
                                names[0],
                                names[0],
                                names[1],
                                names[1],
                                ttl,
                                KubernetesRegion.NAMESPACE,
                                KubernetesRegion.ROUTE,
                                names[0],
                                hosts.get(names[0]),
                                names[1],
                                hosts.get(names[1]),
                                quoted(operatorToken),
                                quoted(alertsToken));
    }

    private static String quoted(Path path) {
        return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
    }
}
