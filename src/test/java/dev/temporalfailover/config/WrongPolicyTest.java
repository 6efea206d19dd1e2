package dev.temporalfailover.config;

import static dev.temporalfailover.config.WrongSettingTest.edit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same as {@link WrongSettingTest}, of policies and of the sections after them. */
class WrongPolicyTest {
    private static final String POLICY = "dns_failover.failover_policies[0]";

    static Stream<Arguments> edits() {
        return Stream.of(weights(), policies(), records(), routes(), others()).flatMap(s -> s);
    }

    private static Stream<Arguments> weights() {
        return Stream.of(
                edit("weight: 100", "weight: 256", POLICY + ".primary.weight", "'256'", "from 0 to 255"),
                edit("weight: 100", "weight: -1", POLICY + ".primary.weight", "'-1'", "from 0 to 255"),
                edit("weight: 100", "weight: 0", POLICY, "all weights are 0"),
                edit(
                        "weight: 0}",
                        "weight: 1}",
                        POLICY + ".secondary.weight",
                        "'1' is not allowed here, allowed: 0",
                        "exactly the first region in order of preference"));
    }

    private static Stream<Arguments> policies() {
        return Stream.of(
                edit(
                        "failover_threshold: 2",
                        "failover_threshold: 0",
                        POLICY + ".failover_threshold",
                        "'0' is not allowed; allowed: a whole number from 1 to 100"),
                edit(
                        "recover_threshold: 3",
                        "recover_threshold: 0",
                        POLICY + ".recover_threshold",
                        "'0' is not allowed"),
                edit(
                        "required_services: [frontend]",
                        "required_services: frontend",
                        POLICY + ".required_services",
                        "found 'frontend'; allowed: a list"),
                edit(
                        "      primary: {region: us-east-1, weight: 100}\n",
                        "",
                        POLICY + ".primary",
                        "is missing; allowed: primary and secondary, or regions"),
                edit("      secondary: {region: us-west-2, weight: 0}\n", "", POLICY + ".secondary", "is missing"),
                edit(
                        "failover_threshold: 2",
                        "regions: [{region: us-east-1}, {region: us-west-2}]\n      secondary: {region: us-west-2}",
                        POLICY + ".secondary",
                        "is set twice"));
    }

    private static Stream<Arguments> records() {
        String record = POLICY + ".dns.records[0]";
        return Stream.of(
                edit("alias: true", "alias: true, ttl: 60", record + ".ttl", "'60' stands with alias: true"),
                edit("alias: true", "alias: maybe", record + ".alias", "'maybe'", "true or false"),
                edit("alias: true", "ttl: 0", record + ".ttl", "'0' is not allowed"),
                edit("type: A", "type: TXT", record + ".type", "'TXT'", "A, AAAA or CNAME"),
                edit(
                        "name: temporal-api.example.com,",
                        "name: temporal,",
                        record + ".name",
                        "'temporal'",
                        "a DNS name"),
                edit(
                        "hosted_zone_id: Z0123456789ABCDEFGHIJ",
                        "hosted_zone_id: example.com",
                        POLICY + ".dns.hosted_zone_id",
                        "'example.com' is not allowed"),
                edit(
                        "        hosted_zone_id: Z0123456789ABCDEFGHIJ # CHANGE\n",
                        "",
                        POLICY + ".dns.hosted_zone_id",
                        "is missing"),
                edit(
                        "us-west-2: us-west-2}}",
                        "us-west-3: us-west-2}}",
                        record + ".set_identifiers.us-west-3",
                        "is not known; did you mean us-"),
                edit(
                        "us-west-2: us-west-2}}",
                        "us-west-2: us-east-1}}",
                        record + ".set_identifiers",
                        "'us-east-1' stands for two regions"),
                edit(
                        "Z0123456789ABCDEFGHIJ",
                        "Z0123456789ABCDEFGHIJ\n        resolver: 127.0.0.1",
                        POLICY + ".dns.resolver",
                        "'127.0.0.1'",
                        "host:port"),
                edit(
                        "Z0123456789ABCDEFGHIJ",
                        "Z0123456789ABCDEFGHIJ\n        endpoint: ftp://a",
                        POLICY + ".dns.endpoint",
                        "'ftp://a'",
                        "http or https"));
    }

    private static Stream<Arguments> routes() {
        String route = POLICY + ".routes[0]";
        return Stream.of(
                edit(
                        "kind: VirtualService",
                        "kind: Ingress",
                        route + ".kind",
                        "VirtualService, HTTPRoute or GRPCRoute"),
                edit(
                        "name: temporal-frontend\n",
                        "name: temporal-frontend\n          selector: app=temporal\n",
                        route + ".name",
                        "one of name and selector"),
                edit("in_region: us-east-1", "in_region: us-east-2", route + ".in_region", "'us-east-2' is not one of"),
                edit(
                        "in_region: us-west-2",
                        "in_region: us-east-1",
                        POLICY + ".routes[1]",
                        "the same route is moved by " + POLICY + " already"),
                edit(
                        "            us-east-1: {host: temporal-frontend.temporal-backend.svc.cluster.local}\n",
                        "",
                        route + ".destinations",
                        "has none for us-east-1"),
                edit(
                        "us-east-1: {host: temporal-frontend.temporal-backend.svc.cluster.local}",
                        "us-east-1: {host: temporal-frontend.us-west-2.internal.example.com}",
                        route + ".destinations.us-west-2.host",
                        "another region's destination too"));
    }

    private static Stream<Arguments> others() {
        return Stream.of(
                edit(
                        "lease_duration: 15s",
                        "lease_duration: 10s",
                        "leadership.lease_duration",
                        "'10s' is not above renew_deadline '10s'"),
                edit(
                        "lease_duration: 15s",
                        "lease_duration: 10500ms",
                        "leadership.lease_duration",
                        "'10500ms' is not a whole number of seconds"),
                edit(
                        "renew_deadline: 10s",
                        "renew_deadline: 2s",
                        "leadership.renew_deadline",
                        "'2s' is not above 1.2 x retry_period '2s'"),
                edit("mode: lease", "mode: zookeeper", "leadership.mode", "sole or lease"),
                edit(
                        "mode: lease",
                        "mode: lease, intents_file: /var/lib/intents.json",
                        "leadership.intents_file",
                        "stands without mode sole: other instances would not see it"),
                edit(
                        "network_monitoring:",
                        "network_monitoring:\n  pool_sources:\n"
                                + "    - {region: us-east-1, source: envoy, url: 'http://127.0.0.1:15090/stats'}",
                        "network_monitoring.pool_sources[0].cluster",
                        "is missing"),
                mesh("proxies: [{name: a, admin: 'ftp://127.0.0.1'}]", "mesh.proxies[0].admin", "http or https URL"),
                mesh("proxies: [{name: a, admin: 'http://h/?x=1'}]", "mesh.proxies[0].admin", "has a query"),
                mesh("proxies: [{admin: 'http://127.0.0.1:15000'}]", "mesh.proxies[0].name", "is missing"),
                mesh("proxies: []", "mesh.proxies", "is an empty list"),
                mesh(
                        "proxies: [{name: a, admin: 'http://h:1'}, {name: a, admin: 'http://h:2'}]",
                        "mesh.proxies[1].name",
                        "is in the list twice"),
                mesh("istiod: [{name: i, url: 'http://h'}]", "mesh.istiod[0].metrics", "is missing"),
                mesh("timeout: 11s", "mesh.timeout", "from 10ms to 10s"),
                mesh("effective_within: 0s", "mesh.effective_within", "from 1s to 1h"));
    }

    private static Arguments mesh(String written, String path, String says) {
        return edit("network_monitoring:", "mesh: {" + written + "}\nnetwork_monitoring:", path, says);
    }

    @ParameterizedTest(name = "{2}: {1}")
    @MethodSource("edits")
    void isNamedWithItsFullPathWhatWasFoundAndWhatIsAllowed(
            String before, String after, String path, List<String> says) {
        WrongSettingTest.assertNamed(before, after, path, says);
    }
}
