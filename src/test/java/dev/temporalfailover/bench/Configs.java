package dev.temporalfailover.bench;

import dev.temporalfailover.testkit.service.ServiceConfig;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Configuration files of the measurements; {@code dns} is the policy's part about records. */
final class Configs {
    static final List<String> REGIONS = List.of(ServiceConfig.PRIMARY, ServiceConfig.SECONDARY);
    private static final String LOCAL = "{fqdn: 127.0.0.1, port: %d}";
    private static final String FOUR = "[system_info, grpc_health, describe_namespace, cold_connect]";
    private static final int NAMES = 4;

    private Configs() {}

    /** Names of the headless endpoints of {@link #headless}. */
    static List<String> names() {
        return IntStream.range(0, NAMES)
                .mapToObj(i -> "frontend-" + i + ".bench.test")
                .toList();
    }

    /** Every address of four headless names, half of them of each region, asked GetSystemInfo once a second. */
    static String headless(int port, String dns) {
        ServiceConfig config = config("us-east-1", "1s", "500ms", "1s", dns);
        for (int i = 0; i < REGIONS.size(); i++) {
            config.region(REGIONS.get(i), """
                    discovery_type: headless
                    checks: [system_info]
                    port: %d
                    paths:
                      - {name: a, fqdn: frontend-%d.bench.test}
                      - {name: b, fqdn: frontend-%d.bench.test}
                    """.formatted(port, i * 2, i * 2 + 1));
        }
        return config.yaml();
    }

    /** So many configured endpoints, half of them of each region, asked GetSystemInfo once a second. */
    static String endpoints(int count, int east, int west, String dns) {
        String paths = IntStream.range(0, count / REGIONS.size())
                .mapToObj(i -> "{name: p" + i + ", fqdn: 127.0.0.1}")
                .collect(Collectors.joining(", "));
        String frontend = "{checks: [system_info], port: %d, paths: [" + paths + "]}";
        return config("us-east-1", "1s", "500ms", "1s", dns)
                .region(REGIONS.get(0), frontend.formatted(east))
                .region(REGIONS.get(1), frontend.formatted(west))
                .yaml();
    }

    /** Ten probes a second: three endpoints, three checks each a second, a cold connect every three. */
    static String idle(int east, int west, String dns) {
        return config("us-east-1", "1s", "500ms", "3s", dns)
                .region(
                        REGIONS.get(0),
                        "{port: %d, checks: %s, paths: [{name: private, fqdn: 127.0.0.1}, {name: public, fqdn: 127.0.0.1}]}"
                                .formatted(east, FOUR))
                .region(REGIONS.get(1), "{fqdn: 127.0.0.1, port: %d, checks: %s}".formatted(west, FOUR))
                .yaml();
    }

    /** Two regions with all checks of a frontend, and the sandbox's times: a fault is forgotten after 10 s. West acts. */
    static ServiceConfig pair(int east, int west, String dns) {
        return config("us-west-2", "500ms", "300ms", "2s", dns)
                .region(REGIONS.get(0), LOCAL.formatted(east))
                .region(REGIONS.get(1), LOCAL.formatted(west))
                .with("""
                        network_monitoring:
                          alerts:
                            - {name: error_ratio, threshold: 50%, duration: 10s}
                            - {name: packet_loss, threshold: 1%, duration: 10s}
                            - {name: high_latency, threshold: 250ms, duration: 10s}
                        """);
    }

    private static ServiceConfig config(String region, String interval, String timeout, String cold, String dns) {
        return ServiceConfig.plain(region, "bench")
                .with("probing: {interval: %s, timeout: %s, cold_interval: %s}".formatted(interval, timeout, cold))
                .policy("""
                        failover_threshold: 2
                        hold_down: 0s
                        quiet_period: 0s
                        max_switches: 100
                        """)
                .policy(dns.stripIndent())
                .with("leadership: {mode: sole}");
    }
}
