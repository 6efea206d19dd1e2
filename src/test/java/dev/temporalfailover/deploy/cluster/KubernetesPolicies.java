package dev.temporalfailover.deploy.cluster;

import dev.temporalfailover.deploy.cluster.Flow.Direction;
import dev.temporalfailover.deploy.cluster.Flow.End;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;

/**
 * NetworkPolicies as Kubernetes defines them: they add up, a selected pod is closed but for what one of them allows, and a rule
 * without peers or without ports means all of them.
 *
 * @param namespaces labels of each namespace
 */
record KubernetesPolicies(List<NetworkPolicy> policies, Map<String, Map<String, String>> namespaces) {

    /** Whether any policy selects the pod for this direction, so that what is not allowed is denied. */
    boolean closes(Direction direction, End pod) {
        return policies.stream().anyMatch(policy -> selects(policy, direction, pod));
    }

    /** Whether a policy that selects the own end allows the flow. */
    boolean allows(Direction direction, Flow flow) {
        return policies.stream()
                .filter(policy -> selects(policy, direction, direction.own(flow)))
                .anyMatch(policy -> direction == Direction.INGRESS
                        ? policy.getSpec().getIngress().stream()
                                .anyMatch(rule ->
                                        matches(rule.getFrom(), rule.getPorts(), policy, direction.peer(flow), flow))
                        : policy.getSpec().getEgress().stream()
                                .anyMatch(rule ->
                                        matches(rule.getTo(), rule.getPorts(), policy, direction.peer(flow), flow)));
    }

    private boolean selects(NetworkPolicy policy, Direction direction, End pod) {
        return pod.namespace()
                        .filter(policy.getMetadata().getNamespace()::equals)
                        .isPresent()
                && policy.getSpec().getPolicyTypes().contains(direction.word())
                && selects(policy.getSpec().getPodSelector(), pod.labels());
    }

    private boolean matches(
            List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports, NetworkPolicy policy, End peer, Flow flow) {
        return (peers.isEmpty() || peers.stream().anyMatch(one -> matches(one, policy, peer)))
                && (ports.isEmpty() || ports.stream().anyMatch(one -> matches(one, flow)));
    }

    private boolean matches(NetworkPolicyPeer peer, NetworkPolicy policy, End end) {
        if (peer.getIpBlock() != null) {
            return inside(peer.getIpBlock(), end.ip());
        }
        if (end.namespace().isEmpty()) {
            return false;
        }
        String namespace = end.namespace().get();
        boolean here = peer.getNamespaceSelector() == null
                ? namespace.equals(policy.getMetadata().getNamespace())
                : selects(peer.getNamespaceSelector(), namespaces.getOrDefault(namespace, Map.of()));
        return here && (peer.getPodSelector() == null || selects(peer.getPodSelector(), end.labels()));
    }

    private static boolean inside(IPBlock block, String ip) {
        return Cidr.of(block.getCidr()).contains(ip)
                && block.getExcept().stream().noneMatch(one -> Cidr.of(one).contains(ip));
    }

    private static boolean matches(NetworkPolicyPort port, Flow flow) {
        if (!port.getProtocol().equals(flow.protocol())) {
            return false;
        }
        if (port.getPort() == null) {
            return true;
        }
        int first = port.getPort().getIntVal();
        int last = port.getEndPort() == null ? first : port.getEndPort();
        return first <= flow.port() && flow.port() <= last;
    }

    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
        return selector.getMatchLabels().entrySet().stream()
                        .allMatch(one -> one.getValue().equals(labels.get(one.getKey())))
                && selector.getMatchExpressions().stream().allMatch(one -> matches(one, labels));
    }

    private static boolean matches(LabelSelectorRequirement one, Map<String, String> labels) {
        String value = labels.get(one.getKey());
        return switch (one.getOperator()) {
            case "In" -> value != null && one.getValues().contains(value);
            case "NotIn" -> value == null || !one.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> throw new IllegalArgumentException(one.getOperator());
        };
    }
}
