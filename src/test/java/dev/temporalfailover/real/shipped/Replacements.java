package dev.temporalfailover.real.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * In what the things that run on the stand may differ from the things that ship: names, addresses, places of files, the image,
 * and nothing else. A key that is not listed here may not differ.
 */
final class Replacements {
    private static final String FILE = "the place of a file: there is no kubelet that mounts it";
    private static final String KUBELET = "what a kubelet or a webhook of the cluster adds to a pod";

    private static final List<Replacement> ALL = List.of(
            new Replacement("config .*:coordination\\.tls\\.(certificate|key|ca)_file", FILE),
            new Replacement("config .*:access\\.(alerts|operator)_token_file", FILE),
            new Replacement("config .*:dns_failover\\.failover_policies\\[0]\\.dns\\.endpoint", "Route 53's address"),
            new Replacement("environment .*:TEMPORAL_FAILOVER_CONFIG", FILE),
            new Replacement(
                    "environment .*:JAVA_TOOL_OPTIONS\\[\\d+]: not set -> -Djavax\\.net\\.ssl\\.trustStore=.*",
                    "the place of a file: the authority that signed the public names' certificates is the stand's own"),
            new Replacement("environment .*:AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)", KUBELET + ": credentials of AWS"),
            new Replacement("environment .*:KUBERNETES_SERVICE_(HOST|PORT)", KUBELET + ": the API server's address"),
            new Replacement("options .*:kubernetes\\..*", KUBELET + ": the place of a token, or that there is none"),
            new Replacement(
                    "options .*-canary:quarkus\\..*\\.host",
                    "an address: the canary client shares its network with other pods of the region"),
            new Replacement(
                    "Gateway temporal-api:spec\\.servers\\[0]\\.bind",
                    "an address: the gateway shares its network with other pods of the region"),
            new Replacement(
                    "Gateway temporal-api:spec\\.servers\\[1]\\..*: .* -> not set",
                    "the place of a file: istiod brings no certificate to a vanilla Envoy; TLS ends before the first server"),
            new Replacement(
                    "record us-east-1:HealthCheckId",
                    "a name that Route 53 gives; left out, as the configuration names no takeover check"));

    /**
     * A key that may differ.
     *
     * @param keys pattern of {@code THING:KEY} or of {@code THING:KEY: SHIPPED -> RUN}
     * @param reason one line
     */
    record Replacement(String keys, String reason) {}

    private Replacements() {}

    /**
     * What differs, a line for each key with its reason. Throws, naming each, if a key differs that may not.
     *
     * @param thing what it is, for example {@code Gateway temporal-api}
     */
    static List<String> explained(String thing, JsonNode shipped, JsonNode run) {
        SortedMap<String, String> before = flat(shipped);
        SortedMap<String, String> after = flat(run);
        SortedSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<String> lines = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (String key : keys) {
            String was = before.getOrDefault(key, "not set");
            String is = after.getOrDefault(key, "not set");
            if (was.equals(is)) {
                continue;
            }
            String name = thing + ":" + key;
            String values = name + ": " + was + " -> " + is;
            ALL.stream()
                    .filter(one -> name.matches(one.keys()) || values.matches(one.keys()))
                    .findFirst()
                    .ifPresentOrElse(
                            one -> lines.add(thing + " " + key + ": " + one.reason()), () -> without.add(values));
        }
        if (!without.isEmpty()) {
            throw new IllegalStateException("differs from what ships, and may not: " + without);
        }
        return lines;
    }

    /** Every leaf by its path; {@code spec.servers[0].bind}. An empty mapping or list is a leaf. */
    static SortedMap<String, String> flat(JsonNode tree) {
        SortedMap<String, String> keys = new TreeMap<>();
        if (!tree.isEmpty()) {
            add(keys, "", tree);
        }
        return keys;
    }

    private static void add(SortedMap<String, String> keys, String at, JsonNode node) {
        if (node.isObject() && !node.isEmpty()) {
            String before = at.isEmpty() ? "" : at + ".";
            node.properties().forEach(one -> add(keys, before + one.getKey(), one.getValue()));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                add(keys, at + "[" + i + "]", node.get(i));
            }
        } else {
            keys.put(at, node.isValueNode() ? node.asText() : node.toString());
        }
    }
}
