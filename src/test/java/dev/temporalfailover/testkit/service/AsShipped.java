package dev.temporalfailover.testkit.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * In what a configuration of a test differs from the shipped one, key by key. Each difference has a reason, or it is none
 * that anybody wanted. Elements of lists are called by their name, region or place.
 */
public final class AsShipped {
    private static final Path FILE = Path.of("deploy/base/config.yaml");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Reasons of what {@link ServiceConfig} itself sets; patterns of keys. */
    private static final Map<String, String> COMMON = common();

    private AsShipped() {}

    private static Map<String, String> common() {
        Map<String, String> reasons = new LinkedHashMap<>();
        String policy = "dns_failover\\.failover_policies\\.temporal-api-failover\\.";
        reasons.put("region|witness", "whose file it is; shipped, the environment says it");
        reasons.put(
                "regions\\..*\\.(fqdn|port|namespace)|coordination\\.(listen|address)"
                        + "|coordination\\.(peers|witnesses)\\..*|coordination\\.tls\\..*_file"
                        + "|access\\.[a-z]*_token_file"
                        + "|leadership\\.(name|namespace)|" + policy + "routes\\..*|" + policy
                        + "dns\\.(hosted_zone_id|endpoint|resolver|credentials_file)",
                "a name, an address or the place of a file");
        reasons.put(
                "regions\\..*\\.(frontend_http|web_ui|history|matching)\\.(from|health_check|protocol|discovery_type)",
                "the peers have a frontend only");
        reasons.put(
                "regions\\..*\\.frontend\\.(health_check|protocol|paths\\..*\\.(name|from|tls))",
                "the paths that a program has to its peers, without TLS");
        reasons.put("probing\\.(interval|timeout|cold_interval)", "an outage is detected within seconds");
        reasons.put(
                "network_monitoring\\.alerts\\.(error_ratio|packet_loss|high_latency)"
                        + "\\.(threshold|recover|duration|quantile|name)",
                "off: two busy cores are late and lose what a site does not");
        reasons.put(
                "network_monitoring\\.alerts\\.(high_connection_count|connection_pool_exhaustion)\\..*",
                "shipped with the values that are the defaults");
        reasons.put("network_monitoring\\.pool_sources\\..*", "the peers export no pages of pools");
        reasons.put("loop\\.(tick|pause_limit)", "the loop looks as much oftener as everything else is quicker");
        reasons.put("dns_failover\\.(read_interval|insync_timeout)", "records change every few seconds");
        reasons.put(
                policy + "(failover_threshold|recover_threshold)",
                "a lost answer more: the interval is a fifth of the shipped one");
        reasons.put(
                policy + "(quiet_period|required_services|escape_after"
                        + "|failback\\.(mode|stable_for|step_interval|steps))",
                "the quiet period is short, the rest the default");
        reasons.put(policy + "dns\\.adopt", "nobody is there to adopt by hand");
        reasons.put(
                policy + "dns\\.(timeout|records\\..*\\.(alias|ttl))",
                "addresses with a short TTL instead of an alias: there are no load balancers");
        reasons.put(
                "leadership\\.(mode|lease_duration|renew_deadline|retry_period)",
                "a dead leader is replaced within seconds; a witness has none");
        reasons.put(
                "coordination\\.(heartbeat|evidence\\.freshness|observers\\.(freshness|forget_after))",
                "other instances are heard, missed and forgotten sooner");
        reasons.put(
                "coordination\\.(probe_budget|slow_interval|observers\\.(quorum|minimum))",
                "every instance probes at each interval; the rest is the default");
        reasons.put("canary\\..*|" + policy + "dns\\.way", "clients of their own are watched instead");
        reasons.put("coordination\\.connectivity_.*", "what tells that a place is not cut off can be cut too");
        return reasons;
    }

    /** Keys whose value is another one, or that one of the two does not have; with both values. */
    public static SortedMap<String, String> differences(String yaml) {
        try {
            SortedMap<String, String> shipped = flat(YAML.readTree(Files.readString(FILE)));
            SortedMap<String, String> own = flat(YAML.readTree(yaml));
            SortedSet<String> keys = new TreeSet<>(shipped.keySet());
            keys.addAll(own.keySet());
            SortedMap<String, String> found = new TreeMap<>();
            for (String key : keys) {
                String is = own.getOrDefault(key, "not set");
                String ships = shipped.getOrDefault(key, "not set");
                if (!is.equals(ships)) {
                    found.put(key, ships + " -> " + is);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's text. Throws if it sets a key otherwise for which there is no reason, neither a common one nor one of these. */
    public static String checked(String yaml, Map<String, String> reasons) {
        List<String> without = unexplained(yaml, reasons).stream()
                .filter(one -> !one.endsWith("-> not set"))
                .toList();
        if (!without.isEmpty()) {
            throw new IllegalStateException("differs from deploy/base/config.yaml without a reason: " + without);
        }
        return yaml;
    }

    /** The differences for which there is no reason, neither a common one nor one of these, patterns of keys. */
    public static List<String> unexplained(String yaml, Map<String, String> reasons) {
        List<String> all = new ArrayList<>();
        Set<String> patterns = new TreeSet<>(COMMON.keySet());
        patterns.addAll(reasons.keySet());
        differences(yaml).forEach((key, values) -> {
            if (patterns.stream().noneMatch(key::matches)) {
                all.add(key + ": " + values);
            }
        });
        return all;
    }

    private static SortedMap<String, String> flat(JsonNode tree) {
        SortedMap<String, String> keys = new TreeMap<>();
        add(keys, "", tree);
        return keys;
    }

    private static void add(Map<String, String> keys, String at, JsonNode node) {
        if (node.isObject() && !node.isEmpty()) {
            String before = at.isEmpty() ? "" : at + ".";
            node.properties().forEach(one -> add(keys, before + one.getKey(), one.getValue()));
        } else if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
            node.forEach(one -> add(keys, at + "." + called(one), one));
        } else {
            keys.put(at, node.isValueNode() ? node.asText() : node.toString());
        }
    }

    /** Two paths have one name, for whom they are tells them apart. */
    private static String called(JsonNode element) {
        String place = element.path("in_region").asText(element.path("from").asText(""));
        for (String key : List.of("name", "region", "kind")) {
            if (element.has(key)) {
                return element.path(key).asText() + (place.isEmpty() ? "" : "@" + place);
            }
        }
        throw new IllegalArgumentException("no name: " + element);
    }
}
