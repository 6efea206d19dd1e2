package dev.temporalfailover.emulator.regions;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Section {@code coordination} of one instance's configuration.
 *
 * @param listen its own port
 * @param internet port at which it finds something that is in no region
 * @param others ports at which it finds the instances of each other place
 * @param directory of the certificates
 */
public record CoordinationConfig(int listen, int internet, Map<String, List<Integer>> others, Path directory) {
    /** The name in every instance's certificate. */
    static final String SERVER_NAME = "temporal-failover";

    /** With {@code -Devidence=alone} one sees what the other places are for: scenarios fail. */
    private static final String EVIDENCE = System.getProperty("evidence", "undisputed");

    /** Whole lines. */
    public String yaml() {
        StringBuilder text = new StringBuilder("""
                coordination:
                  listen: 127.0.0.1:%d
                  address: 127.0.0.1:%d
                  tls: {certificate_file: %s, key_file: %s, ca_file: %s, server_name: %s}
                  connectivity_checks: ['127.0.0.1:%d']
                  connectivity_interval: 1s
                  connectivity_timeout: 500ms
                  heartbeat: 500ms
                  probe_budget: 200
                  evidence: {required: %s, freshness: 5s}
                  observers: {freshness: 5s, forget_after: 30s}
                """.formatted(
                listen, listen, file("tls.pem"), file("tls.key"), file("ca.pem"), SERVER_NAME, internet, EVIDENCE));
        text.append("  peers:\n");
        others.forEach((place, ports) -> {
            if (!place.equals(Services.WITNESS)) {
                text.append("    - {region: %s, endpoints: [%s]}\n".formatted(place, endpoints(ports)));
            }
        });
        if (others.containsKey(Services.WITNESS)) {
            text.append("  witnesses:\n    - {name: %s, endpoints: [%s]}\n"
                    .formatted(Services.WITNESS, endpoints(others.get(Services.WITNESS))));
        }
        return text.toString();
    }

    private static String endpoints(List<Integer> ports) {
        return ports.stream().map(port -> "'127.0.0.1:" + port + "'").collect(Collectors.joining(", "));
    }

    private String file(String name) {
        return ServiceConfig.quoted(directory.resolve(name));
    }
}
