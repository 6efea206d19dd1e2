package dev.temporalfailover.real.kubernetes;

import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.InstancePorts;
import dev.temporalfailover.testkit.service.ServiceConfig;
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
    static final String EAST = ServiceConfig.PRIMARY;
    static final String WEST = ServiceConfig.SECONDARY;
    /** Destination hosts of the shipped VirtualService. */
    static final String EAST_HOST = "temporal-frontend.temporal-backend.svc.cluster.local";

    static final String WEST_HOST = "temporal-frontend.us-west-2.internal.example.com";
    /** Backends of the GRPCRoute. */
    static final String EAST_BACKEND = "temporal-frontend";

    static final String WEST_BACKEND = "temporal-frontend-us-west-2";

    private static final String FRONTEND = "{protocol: grpc, namespace: default, fqdn: 127.0.0.1, port: %d}";

    String yaml(String name, InstancePorts ports) {
        String own = "127.0.0.1:" + ports.exchange();
        ServiceConfig.TlsFiles tls = new ServiceConfig.TlsFiles(
                directory.resolve(name + ".pem"), directory.resolve(name + ".key"), directory.resolve("ca.pem"));
        return ServiceConfig.quick(EAST)
                .region(EAST, FRONTEND.formatted(east))
                .region(WEST, FRONTEND.formatted(west))
                .roles()
                .exchange(own, own, tls, "127.0.0.1:" + internet)
                .policy("quiet_period: 1s")
                .dns(zone, route53, directory.resolve("credentials"), resolver)
                .record(HostedZone.RECORD, HostedZone.TTL_SECONDS)
                .route("VirtualService", Cluster.BACKEND, Cluster.ROUTE, EAST_HOST, WEST_HOST)
                .route("GRPCRoute", Cluster.BACKEND, Cluster.ROUTE, EAST_BACKEND, WEST_BACKEND)
                .token("operator_token_file", directory.resolve("operator.token"))
                .with("access: {kubernetes: {audience: temporal-failover}}")
                .yaml();
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
}
