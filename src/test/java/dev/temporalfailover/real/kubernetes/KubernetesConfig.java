package dev.temporalfailover.real.kubernetes;

import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.InstancePorts;
import java.net.URI;
import java.nio.file.Path;

/**
 * Configuration of one instance in us-east-1: the shipped routes and names, times that suit a test.
 *
 * @param directory of credentials, tokens and certificates
 * @param east port of the own region's Temporal
 * @param west port of the other region's
 * @param internet port of something that is in no region
 */
record KubernetesConfig(Path directory, int east, int west, String zone, URI route53, String resolver, int internet) {
    static final String EAST = "us-east-1";
    static final String WEST = "us-west-2";
    /** Destination hosts of the shipped VirtualService. */
    static final String EAST_HOST = "temporal-frontend.temporal-backend.svc.cluster.local";

    static final String WEST_HOST = "temporal-frontend.us-west-2.internal.example.com";
    /** Backends of the GRPCRoute. */
    static final String EAST_BACKEND = "temporal-frontend";

    static final String WEST_BACKEND = "temporal-frontend-us-west-2";

    String yaml(InstancePorts ports) {
        return """
                region: %s
                regions:
                  - name: %s
                    role: primary
                    temporal_endpoints:
                      frontend: {protocol: grpc, namespace: default, fqdn: 127.0.0.1, port: %d}
                  - name: %s
                    role: secondary
                    temporal_endpoints:
                      frontend: {protocol: grpc, namespace: default, fqdn: 127.0.0.1, port: %d}
                coordination:
                  listen: 127.0.0.1:%d
                  address: 127.0.0.1:%d
                  tls: {certificate_file: %s, key_file: %s, ca_file: %s, server_name: temporal-failover}
                  connectivity_checks: ['127.0.0.1:%d']
                  heartbeat: 500ms
                  probe_budget: 200
                """.formatted(
                                EAST,
                                EAST,
                                east,
                                WEST,
                                west,
                                ports.exchange(),
                                ports.exchange(),
                                file("tls.pem"),
                                file("tls.key"),
                                file("ca.pem"),
                                internet)
                + policy();
    }

    private String policy() {
        return """
                probing: {interval: 1s, timeout: 800ms, cold_interval: 2s}
                network_monitoring:
                  # A machine that is busy with the test itself must not make a region DEGRADED.
                  alerts:
                    - {name: error_ratio, threshold: 100%%}
                    - {name: packet_loss, threshold: 100%%}
                    - {name: high_latency, threshold: 5s}
                dns_failover:
                  read_interval: 3s
                  insync_timeout: 30s
                  failover_policies:
                    - name: temporal-api-failover
                      primary: {region: %1$s, weight: 100}
                      secondary: {region: %2$s, weight: 0}
                      failover_threshold: 3
                      recover_threshold: 3
                      hold_down: 1h
                      quiet_period: 1s
                      dns:
                        hosted_zone_id: %3$s
                        adopt: true
                        endpoint: %4$s
                        credentials_file: %5$s
                        timeout: 2s
                        resolver: %6$s
                        records:
                          - {name: %7$s, type: A, set_identifiers: {%1$s: %1$s, %2$s: %2$s}, ttl: %8$d}
                      routes:
                        - kind: VirtualService
                          namespace: %9$s
                          name: %10$s
                          adopt: true
                          destinations: {%1$s: {host: %11$s}, %2$s: {host: %12$s}}
                        - kind: GRPCRoute
                          namespace: %9$s
                          name: %10$s
                          adopt: true
                          destinations: {%1$s: {host: %13$s}, %2$s: {host: %14$s}}
                leadership: {mode: lease, lease_duration: 5s, renew_deadline: 4s, retry_period: 500ms}
                loop: {tick: 200ms, pause_limit: 2s}
                access: {operator_token_file: %15$s, kubernetes: {audience: temporal-failover}}
                """.formatted(
                        EAST,
                        WEST,
                        zone,
                        route53,
                        file("credentials"),
                        resolver,
                        HostedZone.RECORD,
                        HostedZone.TTL_SECONDS,
                        Cluster.BACKEND,
                        Cluster.ROUTE,
                        EAST_HOST,
                        WEST_HOST,
                        EAST_BACKEND,
                        WEST_BACKEND,
                        file("operator.token"));
    }

    /** A GRPCRoute beside the shipped VirtualService: all traffic to the own region. */
    static String grpcRoute() {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GRPCRoute
                metadata: {name: %s, namespace: %s}
                spec:
                  hostnames: [temporal-api.example.com]
                  rules:
                    - backendRefs:
                        - {name: %s, port: 7233, weight: 100}
                        - {name: %s, port: 7233, weight: 0}
                """.formatted(Cluster.ROUTE, Cluster.BACKEND, EAST_BACKEND, WEST_BACKEND);
    }

    private String file(String name) {
        return "'" + directory.resolve(name) + "'";
    }
}
