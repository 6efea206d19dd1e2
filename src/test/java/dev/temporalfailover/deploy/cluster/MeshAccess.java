package dev.temporalfailover.deploy.cluster;

import static dev.temporalfailover.deploy.cluster.Shipped.each;
import static dev.temporalfailover.deploy.cluster.Shipped.words;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Whether AuthorizationPolicies let a connection to a port pass at all: some rule names its source and its port. What may be asked
 * over it is another question ({@code PathsAreOpenTest}).
 */
record MeshAccess(List<JsonNode> policies) {
    /** Plain TCP, of which the mesh sees neither paths nor methods: a rule with such never matches. */
    private static final List<Integer> TCP = List.of(6933, 6934, 6935, 6939);

    /** True where no ALLOW policy selects the workload, or one allows it. */
    boolean allows(String app, int port, Optional<String> principal, String ip) {
        List<JsonNode> selecting = policies.stream()
                .filter(policy ->
                        policy.at("/spec/selector/matchLabels/app").asText().equals(app))
                .toList();
        return selecting.isEmpty()
                || selecting.stream()
                        .flatMap(policy -> each(policy.at("/spec/rules")).stream())
                        .anyMatch(rule -> from(rule, principal, ip) && to(rule, port));
    }

    private static boolean from(JsonNode rule, Optional<String> principal, String ip) {
        return !rule.has("from")
                || each(rule.path("from")).stream()
                        .map(one -> one.path("source"))
                        .anyMatch(source -> principal
                                        .filter(words(source.path("principals"))::contains)
                                        .isPresent()
                                || principal
                                        .filter(one ->
                                                words(source.path("namespaces")).contains(one.split("/")[2]))
                                        .isPresent()
                                || words(source.path("ipBlocks")).stream()
                                        .anyMatch(block -> Cidr.of(block).contains(ip)));
    }

    private static boolean to(JsonNode rule, int port) {
        return each(rule.path("to")).stream()
                .map(one -> one.path("operation"))
                .anyMatch(operation -> (!operation.has("ports")
                                || words(operation.path("ports")).contains(String.valueOf(port)))
                        && !(TCP.contains(port) && (operation.has("paths") || operation.has("methods"))));
    }
}
