package dev.temporalfailover.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Configuration files of the measurements; {@code dns} is the policy's part about records. */
final class Configs {
    static final List<String> REGIONS = List.of("us-east-1", "us-west-2");
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
        return regions("""
                      discovery_type: headless
                      checks: [system_info]
                      port: %d
                      paths:
                        - {name: a, fqdn: frontend-%d.bench.test}
                        - {name: b, fqdn: frontend-%d.bench.test}
                """, (region, text) -> text.formatted(port, region * 2, region * 2 + 1))
                + policy("1s", "500ms", "1s", dns);
    }

    /** So many configured endpoints, half of them of each region, asked GetSystemInfo once a second. */
    static String endpoints(int count, int east, int west, String dns) {
        String paths = IntStream.range(0, count / REGIONS.size())
                .mapToObj(i -> "        - {name: p" + i + ", fqdn: 127.0.0.1}\n")
                .collect(Collectors.joining());
        return regions("""
                      checks: [system_info]
                      port: %d
                      paths:
                """, (region, text) -> text.formatted(region == 0 ? east : west) + paths)
                + policy("1s", "500ms", "1s", dns);
    }

    /** Ten probes a second: three endpoints, three checks each a second, a cold connect every three. */
    static String idle(int east, int west, String dns) {
        return "region: us-east-1\nregions:\n" + """
                  - name: us-east-1
                    temporal_endpoints:
                      frontend:
                        port: %d
                        paths: [{name: private, fqdn: 127.0.0.1}, {name: public, fqdn: 127.0.0.1}]
                  - name: us-west-2
                    temporal_endpoints:
                      frontend: {fqdn: 127.0.0.1, port: %d}
                """.formatted(east, west) + policy("1s", "500ms", "3s", dns);
    }

    /** Two regions with all checks of a frontend, and the sandbox's times: a fault is forgotten after 10 s. West acts. */
    static String pair(int east, int west, String dns) {
        return "region: us-west-2\nregions:\n" + """
                  - name: us-east-1
                    temporal_endpoints:
                      frontend: {fqdn: 127.0.0.1, port: %d}
                  - name: us-west-2
                    temporal_endpoints:
                      frontend: {fqdn: 127.0.0.1, port: %d}
                """.formatted(east, west) + policy("500ms", "300ms", "2s", dns) + """
                network_monitoring:
                  alerts:
                    - {name: error_ratio, threshold: 50%, duration: 10s}
                    - {name: packet_loss, threshold: 1%, duration: 10s}
                    - {name: high_latency, threshold: 250ms, duration: 10s}
                """;
    }

    private interface Fill {
        String region(int number, String text);
    }

    private static String regions(String frontend, Fill fill) {
        StringBuilder text = new StringBuilder("region: us-east-1\nregions:\n");
        for (int i = 0; i < REGIONS.size(); i++) {
            text.append("  - name: ").append(REGIONS.get(i)).append("\n    temporal_endpoints:\n      frontend:\n");
            text.append(fill.region(i, frontend).indent(2));
        }
        return text.toString();
    }

    private static String policy(String interval, String timeout, String cold, String dns) {
        return """
                probing: {interval: %s, timeout: %s, cold_interval: %s}
                dns_failover:
                  failover_policies:
                    - name: bench
                      primary: {region: us-east-1, weight: 100}
                      secondary: {region: us-west-2, weight: 0}
                      failover_threshold: 2
                      hold_down: 0s
                      quiet_period: 0s
                      max_switches: 100
                """.formatted(interval, timeout, cold) + dns + """
                leadership: {mode: sole}
                """;
    }
}
