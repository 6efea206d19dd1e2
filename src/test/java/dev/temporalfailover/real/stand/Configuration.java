package dev.temporalfailover.real.stand;

import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.testkit.service.ServiceConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
    /** Certificate, key and authority of an instance are in files of its name and of these endings. */
    static final List<String> ENDINGS = List.of(".pem", ".key", "-ca.pem");

    private static final String MESH = """
            mesh:
              proxies:
                - {name: gateway, admin: 'http://127.0.0.1:%d'}
                - {name: sidecar, admin: 'http://127.0.0.1:%d'}
              istiod: [{name: istiod, metrics: 'http://127.0.0.1:%d/metrics'}]
            """.formatted(Mesh.GATEWAY_ADMIN, Mesh.SIDECAR_ADMIN, Mesh.ISTIOD_METRICS);

    /** Why this differs from what ships, beside what every program sets; patterns of keys. */
    static final Map<String, String> REASONS = Map.of(
            "mesh\\..*", "both proxies of a region are asked: they listen where the instances run",
            "dns_failover\\..*\\.max_switches", "a day's worth of drills in a quarter of an hour");

    String yaml() {
        boolean witness = place.equals(Place.WITNESS);
        ServiceConfig config = witness ? ServiceConfig.quickWitness(place.name()) : ServiceConfig.quick(place.name());
        for (Place region : Place.REGIONS) {
            config.region(region.name(), Map.of("private", region.host().address() + ":" + Frontend.PORT));
            if (!region.equals(place)) {
                config.peer(region.name(), endpoints(region));
            }
            config.route(
                            "VirtualService",
                            Cluster.BACKEND,
                            Cluster.ROUTE,
                            region.equals(Place.EAST) ? Mesh.LOCAL : Place.EAST.meshName(),
                            region.equals(Place.WEST) ? Mesh.LOCAL : Place.WEST.meshName())
                    .inRegion(region.name());
        }
        if (!witness) {
            config.witness(Place.WITNESS.name(), endpoints(Place.WITNESS)).with(MESH);
        }
        int port = place.exchangePort(instance);
        String resolver = Place.WITNESS.host().address() + ":53";
        return config.roles()
                .exchange("0.0.0.0:" + port, place.host().address() + ":" + port, tls(), resolver)
                .evidence("undisputed", "800ms")
                // A day's worth of drills in a quarter of an hour.
                .policy("max_switches: 100\nfailback: {mode: manual, steps: [10, 50, 100], step_interval: 10s}")
                .dns(zone, route53, directory.resolve("credentials"), resolver)
                .record(HostedZone.RECORD, HostedZone.TTL_SECONDS)
                .token("operator_token_file", directory.resolve("operator.token"))
                .yaml();
    }

    private ServiceConfig.TlsFiles tls() {
        List<Path> files = ENDINGS.stream()
                .map(ending -> directory.resolve(place.instance(instance) + ending))
                .toList();
        return new ServiceConfig.TlsFiles(files.get(0), files.get(1), files.get(2));
    }

    private static List<String> endpoints(Place place) {
        return IntStream.range(0, place.instances())
                .mapToObj(i -> place.host().address() + ":" + place.exchangePort(i))
                .toList();
    }
}
