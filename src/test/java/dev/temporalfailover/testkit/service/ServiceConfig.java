package dev.temporalfailover.testkit.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The configuration file of one instance in a test: what test programs set alike is written here, what one of them sets
 * otherwise is added by name. Parts may come in any order; a part that is added later wins.
 */
public final class ServiceConfig {
    /** The region that carries the traffic first. */
    public static final String PRIMARY = "us-east-1";

    /** The region that stands by. */
    public static final String SECONDARY = "us-west-2";

    /** Name of the only policy. */
    public static final String POLICY = "temporal-api-failover";

    /** The name in every instance's certificate. */
    public static final String SERVER_NAME = "temporal-failover";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Times that suit a test, and limits that a busy machine does not reach. */
    private static final String QUICK = """
            probing: {interval: 1s, timeout: 800ms, cold_interval: 2s}
            network_monitoring:
              alerts:
                - {name: error_ratio, threshold: 100%}
                - {name: packet_loss, threshold: 100%}
                - {name: high_latency, threshold: 5s}
            loop: {tick: 200ms, pause_limit: 2s}
            dns_failover:
              read_interval: 3s
              insync_timeout: 30s
            """;

    private static final String QUICK_POLICY = """
            failover_threshold: 3
            recover_threshold: 3
            hold_down: 1h
            quiet_period: 3s
            """;

    private static final String QUICK_LEASE =
            "leadership: {mode: lease, lease_duration: 5s, renew_deadline: 4s, retry_period: 500ms}";

    private final ObjectNode root = YAML.createObjectNode();

    private ServiceConfig() {}

    /** An instance of a region with one policy from {@link #PRIMARY} to {@link #SECONDARY}, and nothing else. */
    public static ServiceConfig plain(String region, String policy) {
        ServiceConfig config = new ServiceConfig();
        config.root.put("region", region);
        return config.onlyPolicy(policy);
    }

    /** An instance of a region with times that suit a test of minutes, and a Lease to lead by. */
    public static ServiceConfig quick(String region) {
        return plain(region, POLICY).with(QUICK).policy(QUICK_POLICY).with(QUICK_LEASE);
    }

    /** The same of a witness, which has no cluster. */
    public static ServiceConfig quickWitness(String name) {
        ServiceConfig config = new ServiceConfig();
        config.root.put("witness", name);
        return config.onlyPolicy(POLICY).with(QUICK).policy(QUICK_POLICY);
    }

    private ServiceConfig onlyPolicy(String name) {
        root.withObject("/dns_failover")
                .putArray("failover_policies")
                .addObject()
                .put("name", name);
        return policy(
                "primary: {region: %s, weight: 100}\nsecondary: {region: %s, weight: 0}".formatted(PRIMARY, SECONDARY));
    }

    /** Sections as YAML: mappings are merged into what is there, anything else takes its place. */
    public ServiceConfig with(String sections) {
        merge(root, parse(sections));
        return this;
    }

    /** Settings of the policy as YAML, merged in the same way. */
    public ServiceConfig policy(String settings) {
        merge(policy(), parse(settings));
        return this;
    }

    /** One more region, and its frontend as YAML. */
    public ServiceConfig region(String name, String frontend) {
        return region(name, parse(frontend));
    }

    /** One more region, whose Temporal is found by these paths, {@code host:port} by name. */
    public ServiceConfig region(String name, Map<String, String> paths) {
        ObjectNode frontend = parse("{protocol: grpc, namespace: default}");
        ArrayNode all = frontend.putArray("paths");
        paths.forEach((path, address) -> {
            int colon = address.lastIndexOf(':');
            all.addObject()
                    .put("name", path)
                    .put("fqdn", address.substring(0, colon))
                    .put("port", Integer.parseInt(address.substring(colon + 1)));
        });
        return region(name, frontend);
    }

    private ServiceConfig region(String name, ObjectNode frontend) {
        ObjectNode region = root.withArray("regions").addObject().put("name", name);
        region.putObject("temporal_endpoints").set("frontend", frontend);
        return this;
    }

    /** Says which of the regions added so far is primary and which secondary. */
    public ServiceConfig roles() {
        root.withArray("regions").forEach(region -> ((ObjectNode) region)
                .put("role", region.path("name").asText().equals(PRIMARY) ? "primary" : "secondary"));
        return this;
    }

    /** The policy's records in this zone, which the service may adopt. */
    public ServiceConfig dns(String zone, URI api, Path credentials, String resolver) {
        ObjectNode dns = policy().withObject("/dns");
        dns.put("hosted_zone_id", zone).put("adopt", true).put("endpoint", api.toString());
        dns.put("credentials_file", text(credentials)).put("resolver", resolver);
        return this;
    }

    /** A weighted A record of {@link #dns}, its set identifiers named as the regions are. */
    public ServiceConfig record(String name, int ttl) {
        return policy("dns: {timeout: 2s, records: [{name: %s, type: A, set_identifiers: {%s: %s, %s: %s}, ttl: %d}]}"
                .formatted(name, PRIMARY, PRIMARY, SECONDARY, SECONDARY, ttl));
    }

    /** One more route that the service may adopt; destination hosts of both regions. */
    public ServiceConfig route(String kind, String namespace, String name, String primary, String secondary) {
        policy().withArray("routes")
                .add(parse("""
                {kind: %s, namespace: %s, name: %s, adopt: true, destinations: {%s: {host: %s}, %s: {host: %s}}}
                """.formatted(kind, namespace, name, PRIMARY, primary, SECONDARY, secondary)));
        return this;
    }

    /** The route that was added last is one of this region's cluster only. */
    public ServiceConfig inRegion(String region) {
        ArrayNode routes = policy().withArray("routes");
        ((ObjectNode) routes.get(routes.size() - 1)).put("in_region", region);
        return this;
    }

    /** Where other instances find this one, by which files it is known, and what tells that it is not cut off. */
    public ServiceConfig exchange(String listen, String address, TlsFiles tls, String connectivity) {
        ObjectNode coordination = root.withObject("/coordination");
        coordination.put("listen", listen).put("address", address);
        coordination.put("heartbeat", "500ms").put("probe_budget", 200);
        coordination.putArray("connectivity_checks").add(connectivity);
        coordination
                .putObject("tls")
                .put("certificate_file", text(tls.certificate()))
                .put("key_file", text(tls.key()))
                .put("ca_file", text(tls.authority()))
                .put("server_name", SERVER_NAME);
        return this;
    }

    /** PEM files of an instance and of the authority that it believes. */
    public record TlsFiles(Path certificate, Path key, Path authority) {}

    /** How much evidence of other places a move takes, and how soon the silent are forgotten. */
    public ServiceConfig evidence(String required, String connectivityTimeout) {
        return with("""
                coordination:
                  connectivity_interval: 1s
                  connectivity_timeout: %s
                  evidence: {required: %s, freshness: 5s}
                  observers: {freshness: 5s, forget_after: 30s}
                """.formatted(connectivityTimeout, required));
    }

    /** One more region whose instances listen there, {@code host:port}. */
    public ServiceConfig peer(String region, List<String> endpoints) {
        return place("peers", "region", region, endpoints);
    }

    /** One more witness. */
    public ServiceConfig witness(String name, List<String> endpoints) {
        return place("witnesses", "name", name, endpoints);
    }

    private ServiceConfig place(String list, String key, String name, List<String> endpoints) {
        ObjectNode place =
                root.withObject("/coordination").withArray(list).addObject().put(key, name);
        endpoints.forEach(place.putArray("endpoints")::add);
        return this;
    }

    /** A file with a token: {@code operator_token_file} or {@code alerts_token_file}. */
    public ServiceConfig token(String setting, Path file) {
        root.withObject("/access").put(setting, text(file));
        return this;
    }

    /** The file's text. */
    public String yaml() {
        try {
            return YAML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) {
        return file.toAbsolutePath().toString();
    }

    private ObjectNode policy() {
        return (ObjectNode) root.at("/dns_failover/failover_policies/0");
    }

    private static ObjectNode parse(String yaml) {
        try {
            return (ObjectNode) YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    private static void merge(ObjectNode into, ObjectNode more) {
        for (Map.Entry<String, JsonNode> setting : more.properties()) {
            if (into.get(setting.getKey()) instanceof ObjectNode there
                    && setting.getValue() instanceof ObjectNode one) {
                merge(there, one);
            } else {
                into.set(setting.getKey(), setting.getValue());
            }
        }
    }
}
