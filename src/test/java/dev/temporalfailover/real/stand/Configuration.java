package dev.temporalfailover.real.stand;

import dev.temporalfailover.emulator.regions.HostedZone;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration of one instance, as a site would write it, with times that suit a test.
 *
 * @param place where it runs
 * @param instance its number there, from 0
 * @param zone id of the hosted zone
 * @param route53 Route 53's API
 * @param directory of credentials, tokens and certificates
 */
record Configuration(Place place, int instance, String zone, URI route53, Path directory) {
    /** Name of the only policy. */
    static final String POLICY = "temporal-api-failover";

    /** Certificate, key and authority of an instance's place are in files of this name and of these endings. */
    static final List<String> ENDINGS = List.of(".pem", ".key", "-ca.pem");

    /** The name in every instance's certificate. */
    static final String SERVER_NAME = "temporal-failover";

    String yaml() {
        boolean witness = place.equals(Place.WITNESS);
        String text = (witness ? "witness: " : "region: ") + place.name() + "\n" + regions() + coordination() + policy()
                + routes();
        return witness ? text : text + """
                mesh:
                  proxies:
                    - {name: gateway, admin: 'http://127.0.0.1:%d'}
                    - {name: sidecar, admin: 'http://127.0.0.1:%d'}
                  istiod: [{name: istiod, metrics: 'http://127.0.0.1:%d/metrics'}]
                leadership: {mode: lease, lease_duration: 5s, renew_deadline: 4s, retry_period: 500ms}
                """.formatted(Mesh.GATEWAY_ADMIN, Mesh.SIDECAR_ADMIN, Mesh.ISTIOD_METRICS);
    }

    private static String regions() {
        StringBuilder text = new StringBuilder("regions:\n");
        for (Place region : Place.REGIONS) {
            text.append("""
                      - name: %s
                        role: %s
                        temporal_endpoints:
                          frontend:
                            protocol: grpc
                            namespace: default
                            paths: [{name: private, fqdn: %s, port: %d}]
                    """.formatted(
                            region.name(),
                            region.equals(Place.EAST) ? "primary" : "secondary",
                            region.host().address(),
                            Frontend.PORT));
        }
        return text.toString();
    }

    private String coordination() {
        StringBuilder text = new StringBuilder("""
                coordination:
                  listen: 0.0.0.0:%d
                  address: %s:%d
                  tls: {certificate_file: %s, key_file: %s, ca_file: %s, server_name: %s}
                  connectivity_checks: ['%s:53']
                  connectivity_interval: 1s
                  connectivity_timeout: 800ms
                  heartbeat: 500ms
                  probe_budget: 200
                  evidence: {required: undisputed, freshness: 5s}
                  observers: {freshness: 5s, forget_after: 30s}
                  peers:
                """.formatted(
                        place.exchangePort(instance),
                        place.host().address(),
                        place.exchangePort(instance),
                        file(place.name() + ENDINGS.get(0)),
                        file(place.name() + ENDINGS.get(1)),
                        file(place.name() + ENDINGS.get(2)),
                        SERVER_NAME,
                        Place.WITNESS.host().address()));
        for (Place other : Place.REGIONS) {
            if (!other.equals(place)) {
                text.append("    - {region: %s, endpoints: [%s]}\n".formatted(other.name(), endpoints(other)));
            }
        }
        if (!place.equals(Place.WITNESS)) {
            text.append("  witnesses:\n    - {name: %s, endpoints: [%s]}\n"
                    .formatted(Place.WITNESS.name(), endpoints(Place.WITNESS)));
        }
        return text.toString();
    }

    private static String endpoints(Place place) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < place.instances(); i++) {
            all.add("'" + place.host().address() + ":" + place.exchangePort(i) + "'");
        }
        return String.join(", ", all);
    }

    private String policy() {
        String identifiers = Place.REGIONS.stream()
                .map(region -> region.name() + ": " + region.name())
                .collect(Collectors.joining(", "));
        return """
                probing: {interval: 1s, timeout: 800ms, cold_interval: 2s}
                network_monitoring:
                  # Two cores carry two regions here: that they are busy must not make one DEGRADED.
                  alerts:
                    - {name: error_ratio, threshold: 100%%}
                    - {name: packet_loss, threshold: 100%%}
                    - {name: high_latency, threshold: 5s}
                loop: {tick: 200ms, pause_limit: 2s}
                access: {operator_token_file: %s}
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
                      # A day's worth of drills in a quarter of an hour.
                      max_switches: 100
                      failback: {mode: manual, steps: [10, 50, 100], step_interval: 10s}
                      dns:
                        hosted_zone_id: %s
                        adopt: true
                        endpoint: %s
                        credentials_file: %s
                        timeout: 2s
                        resolver: %s:53
                        records: [{name: %s, type: A, set_identifiers: {%s}, ttl: %d}]
                """.formatted(
                        file("operator.token"),
                        POLICY,
                        Place.EAST.name(),
                        Place.WEST.name(),
                        zone,
                        route53,
                        file("credentials"),
                        Place.WITNESS.host().address(),
                        HostedZone.RECORD,
                        identifiers,
                        HostedZone.TTL_SECONDS);
    }

    private static String routes() {
        StringBuilder text = new StringBuilder("      routes:\n");
        for (Place cluster : Place.REGIONS) {
            text.append("""
                            - kind: VirtualService
                              namespace: temporal-backend
                              name: temporal-frontend
                              in_region: %s
                              adopt: true
                              destinations:
                                %s: {host: temporal-frontend.temporal-backend.svc.cluster.local}
                                %s: {host: %s}
                    """.formatted(
                            cluster.name(),
                            cluster.name(),
                            cluster.other().name(),
                            cluster.other().meshName()));
        }
        return text.toString();
    }

    private String file(String name) {
        return "'" + directory.resolve(name).toString().replace("'", "''") + "'";
    }
}
