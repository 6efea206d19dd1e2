package dev.temporalfailover.emulator.route53.checks;

import java.util.List;

/**
 * A health check as created and updated.
 *
 * @param version starts at 1, one more with every update
 */
public record HealthCheck(String id, String callerReference, long version, Config config) {

    /**
     * Its configuration; null for what was not given.
     *
     * @param interval seconds, 10 or 30
     * @param healthThreshold of a CALCULATED check: children that must be healthy
     */
    public record Config(
            String ipAddress,
            Integer port,
            String type,
            String resourcePath,
            String fqdn,
            String searchString,
            Integer interval,
            Integer failureThreshold,
            Boolean measureLatency,
            boolean inverted,
            boolean disabled,
            Integer healthThreshold,
            List<String> children,
            Boolean enableSni) {

        public Config {
            children = List.copyOf(children);
        }

        public boolean calculated() {
            return type.equals("CALCULATED");
        }

        boolean tls() {
            return type.startsWith("HTTPS");
        }

        public boolean matchesString() {
            return type.endsWith("_STR_MATCH");
        }

        /** Consecutive checks until a checker changes its mind. */
        int threshold() {
            return failureThreshold == null ? 3 : failureThreshold;
        }

        public int portOrDefault() {
            return port != null ? port : tls() ? 443 : 80;
        }
    }
}
