package dev.temporalfailover.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the shipped policies of one region's cluster say of a call to Temporal there: PeerAuthentication, AuthorizationPolicy and
 * NetworkPolicy, as Istio and Kubernetes read them. Only what the shipped objects use is known; anything else throws.
 *
 * @param objects of {@code deploy/examples}, of the region's folder there, and of {@code deploy/cluster}
 */
record MeshPolicies(List<JsonNode> objects) {
    private static final String BACKEND = "temporal-backend";

    /**
     * A call to a pod of Temporal.
     *
     * @param app label of the pod
     * @param path of HTTP or gRPC; empty for a bare connection
     * @param principal the caller's identity in this mesh; empty for one outside of it
     * @param network the caller's addresses; empty for a pod of this cluster
     * @param namespace the caller's, where it is a pod of this cluster
     */
    record Call(
            String app,
            int port,
            String method,
            Optional<String> path,
            Optional<String> principal,
            Optional<String> network,
            String namespace) {}

    static MeshPolicies of(String region) {
        List<JsonNode> objects = new ArrayList<>();
        Manifests.objects("deploy/examples").stream()
                .filter(d -> d.file().getParent().endsWith("examples")
                        || d.file().getParent().endsWith(region))
                .forEach(d -> objects.add(d.tree()));
        Stream.of("deploy/cluster/istio", "deploy/cluster/network-policies")
                .flatMap(root -> Manifests.objects(root).stream())
                .forEach(d -> objects.add(d.tree()));
        return new MeshPolicies(objects);
    }

    /** Which policies refuse it, with the reason; empty where all let it pass. */
    Map<String, String> refused(Call call) {
        Map<String, String> refused = new LinkedHashMap<>();
        if (call.principal().isEmpty() && !mode(call.app(), call.port()).equals("PERMISSIVE")) {
            refused.put("PeerAuthentication", mode(call.app(), call.port()) + " on " + call.app() + ":" + call.port());
        }
        List<JsonNode> allow = ofKind("AuthorizationPolicy").stream()
                .filter(policy -> selects(policy, call.app()))
                .toList();
        if (!allow.isEmpty() && allow.stream().noneMatch(policy -> allows(policy, call))) {
            refused.put("AuthorizationPolicy", "no rule allows " + call.method() + " " + call.path() + " from outside");
        }
        List<JsonNode> open = ofKind("NetworkPolicy").stream()
                .filter(policy -> networkSelects(policy, call.app()))
                .toList();
        if (open.stream().noneMatch(policy -> admits(policy, call))) {
            refused.put("NetworkPolicy", "no ingress rule admits " + call);
        }
        return refused;
    }

    private List<JsonNode> ofKind(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .filter(object -> object.at("/metadata/namespace").asText().equals(BACKEND))
                .toList();
    }

    /** The workload's own policy wins over the namespace's, its port over both. */
    private String mode(String app, int port) {
        String mode = "PERMISSIVE";
        for (JsonNode policy : ofKind("PeerAuthentication")) {
            if (!policy.path("spec").has("selector")) {
                mode = policy.at("/spec/mtls/mode").asText();
            }
        }
        for (JsonNode policy : ofKind("PeerAuthentication")) {
            if (policy.path("spec").has("selector") && selects(policy, app)) {
                mode = policy.at("/spec/portLevelMtls/" + port + "/mode")
                        .asText(policy.at("/spec/mtls/mode").asText());
            }
        }
        return mode;
    }

    private static boolean selects(JsonNode policy, String app) {
        return !policy.path("spec").has("selector")
                || policy.at("/spec/selector/matchLabels/app").asText().equals(app);
    }

    private static boolean networkSelects(JsonNode policy, String app) {
        JsonNode pods = policy.at("/spec/podSelector");
        return pods.at("/matchLabels/app").asText().equals(app)
                || each(pods.path("matchExpressions")).stream()
                        .anyMatch(one -> words(one.path("values")).contains(app));
    }

    private static boolean allows(JsonNode policy, Call call) {
        if (!policy.at("/spec/action").asText().equals("ALLOW")) {
            throw new IllegalArgumentException("only ALLOW is known");
        }
        return each(policy.at("/spec/rules")).stream()
                .anyMatch(rule -> from(rule.path("from"), call) && to(rule.path("to"), call));
    }

    private static boolean from(JsonNode sources, Call call) {
        return sources.isMissingNode()
                || each(sources).stream()
                        .map(one -> one.path("source"))
                        .anyMatch(source -> call.principal()
                                        .filter(words(source.path("principals"))::contains)
                                        .isPresent()
                                || call.network()
                                        .filter(words(source.path("ipBlocks"))::contains)
                                        .isPresent());
    }

    private static boolean to(JsonNode operations, Call call) {
        if (call.path().isEmpty()) {
            // Refused only once it asks for something.
            return true;
        }
        return each(operations).stream()
                .map(one -> one.path("operation"))
                .anyMatch(operation -> listed(operation.path("ports"), String.valueOf(call.port()))
                        && listed(operation.path("methods"), call.method())
                        && listed(operation.path("paths"), call.path().get()));
    }

    /** Exact, a prefix that ends in a star, or no list at all. */
    private static boolean listed(JsonNode list, String value) {
        return list.isMissingNode()
                || words(list).stream()
                        .anyMatch(one -> one.endsWith("*")
                                ? value.startsWith(one.substring(0, one.length() - 1))
                                : one.equals(value));
    }

    private static boolean admits(JsonNode policy, Call call) {
        return each(policy.at("/spec/ingress")).stream()
                .anyMatch(rule -> each(rule.path("ports")).stream()
                                .anyMatch(port -> port.path("port").asInt() == call.port())
                        && each(rule.path("from")).stream()
                                .anyMatch(peer -> call.network().isPresent()
                                        ? peer.at("/ipBlock/cidr")
                                                .asText()
                                                .equals(call.network().get())
                                        : peer.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                                                .asText()
                                                .equals(call.namespace())));
    }

    static List<String> words(JsonNode list) {
        return each(list).stream().map(JsonNode::asText).toList();
    }

    static List<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }
}
