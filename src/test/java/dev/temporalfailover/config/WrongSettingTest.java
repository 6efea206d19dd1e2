package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One edit of the shipped example, one error that names the setting, the value and what is allowed. */
class WrongSettingTest {
    private static final String POLICY = "dns_failover.failover_policies[0]";
    private static final String FRONTEND = "regions[0].temporal_endpoints.frontend";
    private static final String HOME_HISTORY =
            "history: {fqdn: temporal-history.temporal-backend.svc.cluster.local, port: 7234, protocol: grpc, ";
    private static final String UI_HEALTH = "port: 8080, protocol: http, health_check: /healthz, from: same_region}";

    static Arguments edit(String before, String after, String path, String... says) {
        return Arguments.of(before, after, path, List.of(says));
    }

    static Stream<Arguments> edits() {
        return Stream.of(keys(), regions(), endpoints(), probing(), alerts()).flatMap(s -> s);
    }

    private static Stream<Arguments> keys() {
        return Stream.of(
                edit(
                        "failover_threshold: 2",
                        "failover_treshold: 2",
                        POLICY + ".failover_treshold",
                        "is not known; did you mean failover_threshold?"),
                edit(
                        "probing:",
                        "prob:",
                        "prob",
                        "is not known; known here: region, witness, instance, regions, probing"),
                edit(
                        "frontend_http:",
                        "frontendhttp:",
                        "regions[0].temporal_endpoints.frontendhttp",
                        "did you mean frontend_http?"),
                edit(
                        "hold_down: 1h",
                        "hold_down: 1h\n      hold_down: 2h",
                        POLICY + ".hold_down",
                        "is set twice, before in"),
                edit("hold_down: 1h", "hold_down:", POLICY + ".hold_down", "found no value", "a duration such as"),
                edit("hold_down: 1h", "hold_down: [1h]", POLICY + ".hold_down", "found a list"),
                edit("hold_down: 1h", "hold_down: {a: 1h}", POLICY + ".hold_down", "found a group of settings"),
                edit("hold_down: 1h", "hold_down: !!binary aGk=", POLICY + ".hold_down", "YAML type is not allowed"),
                edit(
                        "interval: 5s, timeout: 1s",
                        "interval: &i 5s, timeout: *i",
                        "probing.timeout",
                        "YAML aliases (*name) are not allowed"));
    }

    private static Stream<Arguments> regions() {
        return Stream.of(
                edit(
                        "- name: us-west-2\n    role: secondary",
                        "- name: us-west-2\n    role: primary",
                        "regions[1].role",
                        "'primary' is the role of an earlier region"),
                edit(
                        "role: primary",
                        "role: main",
                        "regions[0].role",
                        "'main' is not allowed",
                        "primary or secondary"));
    }

    private static Stream<Arguments> endpoints() {
        return Stream.of(
                edit(
                        "fqdn: temporal-api-us-east-1.example.com",
                        "fqdn: https://temporal.example.com/x",
                        FRONTEND + ".paths[2].fqdn",
                        "'https://temporal.example.com/x' is not allowed"),
                edit(
                        "fqdn: temporal-api-us-east-1.example.com",
                        "fqdn: 10.0.0.256",
                        FRONTEND + ".paths[2].fqdn",
                        "a host name or an IP address"),
                edit(
                        "fqdn: temporal-api-us-east-1.example.com",
                        "fqdn: '2001:db8:::1'",
                        FRONTEND + ".paths[2].fqdn",
                        "is not allowed"),
                edit(
                        "fqdn: temporal-api-us-east-1.example.com",
                        "fqdn: temporal-api.example.com",
                        FRONTEND + ".paths[2].fqdn",
                        "'temporal-api.example.com' is a record that",
                        POLICY + " moves"),
                edit("port: 443", "port: 70000", FRONTEND + ".paths[2].port", "'70000'", "from 1 to 65535"),
                edit("port: 443", "port: 0", FRONTEND + ".paths[2].port", "'0' is not allowed"),
                edit("port: 443", "port: https", FRONTEND + ".paths[2].port", "'https' is not allowed"),
                edit(
                        "port: 7233, from: same_region",
                        "port: 7233, from: here",
                        FRONTEND + ".paths[0].from",
                        "'here'",
                        "all, same_region or other_regions"),
                edit("protocol: grpc\n", "protocol: http\n", FRONTEND + ".protocol", "'http' does not fit frontend"),
                edit(
                        "WorkflowService/GetSystemInfo",
                        "WorkflowService/GetClusterInfo",
                        FRONTEND + ".health_check",
                        "is no check of frontend",
                        "GetSystemInfo or /grpc.health.v1.Health/Check"),
                edit(
                        UI_HEALTH,
                        "port: 8080, protocol: http, from: same_region}",
                        "regions[0].temporal_endpoints.web_ui.health_check",
                        "is missing",
                        "/healthz"),
                edit(
                        UI_HEALTH,
                        "port: 8080, protocol: http, health_check: healthz, from: same_region}",
                        "regions[0].temporal_endpoints.web_ui.health_check",
                        "'healthz'",
                        "begins with /"),
                edit(
                        UI_HEALTH,
                        "port: 8080, protocol: http, tls: {}, health_check: /healthz, from: same_region}",
                        "regions[0].temporal_endpoints.web_ui.tls",
                        "write protocol: https"),
                edit(
                        UI_HEALTH,
                        "port: 8080, health_check: /healthz, from: same_region, path: ui}",
                        "regions[0].temporal_endpoints.web_ui.fqdn",
                        "path 'ui' leads to no required service (frontend)"),
                edit(
                        HOME_HISTORY,
                        HOME_HISTORY + "checks: [grpc_health, system_info], ",
                        "regions[0].temporal_endpoints.history.checks",
                        "'system_info' cannot be asked of history"),
                edit(
                        HOME_HISTORY,
                        HOME_HISTORY + "checks: [ping], ",
                        "regions[0].temporal_endpoints.history.checks[0]",
                        "'ping' is not allowed"),
                edit(
                        HOME_HISTORY,
                        HOME_HISTORY + "checks: [], ",
                        "regions[0].temporal_endpoints.history.checks",
                        "is an empty list"),
                edit(
                        "discovery_type: headless",
                        "discovery_type: srv",
                        "regions[0].temporal_endpoints.history.discovery_type",
                        "service or headless"),
                edit(
                        "tls: {}",
                        "tls: {key: /etc/tls/tls.key}",
                        FRONTEND + ".paths[2].tls.key",
                        "stands without certificate"),
                edit(
                        "tls: {}",
                        "tls: {certificate: /etc/tls/tls.crt}",
                        FRONTEND + ".paths[2].tls.certificate",
                        "stands without key"),
                edit(
                        "tls: {}",
                        "tls: {ca: ca.crt}",
                        FRONTEND + ".paths[2].tls.ca",
                        "'ca.crt' is not allowed",
                        "absolute path"),
                edit("- name: public", "- name: private", FRONTEND + ".paths[2].fqdn", "path 'private' is there twice"),
                edit(
                        "protocol: grpc\n",
                        "protocol: grpc\n        fqdn: a.example.com\n",
                        FRONTEND + ".fqdn",
                        "stands beside paths"));
    }

    private static Stream<Arguments> probing() {
        return Stream.of(
                edit("timeout: 1s", "timeout: 5s", "probing.timeout", "'5s' is not below interval '5s'"),
                edit(
                        "interval: 5s",
                        "interval: fast",
                        "probing.interval",
                        "'fast' is not allowed",
                        "100ms, 5s, 5m or 1h"),
                edit("interval: 5s", "interval: 5", "probing.interval", "'5' is not allowed"),
                edit("cold_interval: 15s", "cold_interval: 1s", "probing.cold_interval", "'1s' is below interval '5s'"),
                edit(
                        "cold_interval: 15s",
                        "cold_interval: 15s, late_timeout: 900ms",
                        "probing.late_timeout",
                        "'900ms' is below timeout"),
                edit(
                        "cold_interval: 15s",
                        "cold_interval: 15s, late_timeout: 6s",
                        "probing.late_timeout",
                        "'6s' is above interval"),
                edit(
                        "cold_interval: 15s",
                        "cold_interval: 15s, function_interval: 4s",
                        "probing.function_interval",
                        "'4s' is below interval '5s'"),
                edit(
                        "cold_interval: 15s",
                        "cold_interval: 15s, function_timeout: 10s",
                        "probing.function_timeout",
                        "'10s' is not below function_interval '10s'"),
                edit(
                        "cold_interval: 15s",
                        "cold_interval: 15s, cold_timeout: 15s",
                        "probing.cold_timeout",
                        "'15s' is not below cold_interval '15s'"));
    }

    private static Stream<Arguments> alerts() {
        String at = "network_monitoring.alerts";
        return Stream.of(
                edit(
                        "threshold: 1%",
                        "threshold: 1 percent", at + "[1].threshold", "'1 percent'", "ratio above 0 up to 1"),
                edit("threshold: 1%", "threshold: 101%", at + "[1].threshold", "'101%'"),
                edit("threshold: 0.9", "threshold: 9", at + "[3].threshold", "'9' is not allowed"),
                edit("threshold: 100ms", "threshold: 100", at + "[2].threshold", "'100'", "a duration"),
                edit("threshold: 10000", "threshold: 0", at + "[0].threshold", "a number of connections above 0"),
                edit("recover: 80ms", "recover: 101ms", at + "[2].recover", "'101ms' is above threshold '100ms'"),
                edit("quantile: 0.99", "quantile: 1", at + "[2].quantile", "from 0.5 to 0.999"),
                edit(
                        "duration: 1m, recover: 0.72",
                        "duration: 1m, quantile: 0.9, recover: 0.72",
                        at + "[3].quantile",
                        "belongs to high_latency only"),
                edit(
                        "threshold: 50%, duration: 1m",
                        "threshold: 50%, duration: 40s",
                        at + "[4].duration",
                        "40s holds fewer than 10 probes at probing.interval 5s"),
                edit("name: packet_loss", "name: packet_los", at + "[1].name", "'packet_los' is not allowed"),
                edit(
                        "name: error_ratio, threshold: 50%, duration: 1m, recover: 10%",
                        "name: packet_loss", at + "[4].name", "'packet_loss' is listed twice"));
    }

    @ParameterizedTest(name = "{2}: {1}")
    @MethodSource("edits")
    void isNamedWithItsFullPathWhatWasFoundAndWhatIsAllowed(
            String before, String after, String path, List<String> says) {
        assertNamed(before, after, path, says);
    }

    static void assertNamed(String before, String after, String path, List<String> says) {
        List<String> errors = Shipped.errors(Shipped.with(before, after));
        List<String> named = errors.stream()
                .filter(e -> e.startsWith(path + " (line ") || e.startsWith(path + ":"))
                .toList();
        assertTrue(!named.isEmpty(), () -> "expected " + path + " in " + errors);
        for (String words : says) {
            assertTrue(named.stream().anyMatch(e -> e.contains(words)), () -> "expected '" + words + "' in " + errors);
        }
        assertEquals(errors.size(), errors.stream().distinct().count(), errors::toString);
    }
}
