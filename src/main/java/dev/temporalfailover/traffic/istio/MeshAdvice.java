package dev.temporalfailover.traffic.istio;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteDestination;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import io.fabric8.istio.api.api.networking.v1alpha3.OutlierDetection;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicy;
import io.fabric8.istio.api.networking.v1.DestinationRule;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a person should fix around the routes so that a switch of weights is effective: outlier detection on each
 * destination, and a port that Istio reads as gRPC. Read at most every {@link #EVERY}, since nothing of it is urgent.
 */
final class MeshAdvice {
    static final Duration EVERY = Duration.ofMinutes(5);
    private final KubernetesClient client;
    private final List<RouteSettings> routes;
    private final Clock clock;
    private Duration readAt;
    private List<String> lines = List.of();

    MeshAdvice(KubernetesClient client, List<RouteSettings> routes, Clock clock) {
        this.client = client;
        this.routes = List.copyOf(routes);
        this.clock = clock;
    }

    List<String> lines() {
        Duration now = clock.steady();
        if (readAt == null || now.minus(readAt).compareTo(EVERY) >= 0) {
            readAt = now;
            lines = List.copyOf(read());
        }
        return lines;
    }

    private Set<String> read() {
        Set<String> found = new TreeSet<>();
        try {
            readInto(found);
        } catch (KubernetesClientException e) {
            // The API server itself does not answer: one deadline is enough to learn that.
            found.add("the mesh could not be checked: " + ApiError.words(e));
        }
        return found;
    }

    private void readInto(Set<String> found) {
        for (RouteSettings route : routes) {
            for (RouteDestination destination : new TreeMap<>(route.destinations()).values()) {
                boolean shorthand = route.kind() != RouteKind.VIRTUAL_SERVICE
                        || !destination.host().contains(".");
                String host = shorthand
                        ? destination.host() + "." + route.namespace() + ".svc.cluster.local"
                        : destination.host();
                rules(found, host, route.namespace());
                service(found, host);
            }
        }
    }

    private static void unanswered(KubernetesClientException e) {
        if (e.getCode() <= 0) {
            throw e;
        }
    }

    private void rules(Set<String> found, String host, String namespace) {
        Map<String, DestinationRule> matching = new TreeMap<>();
        try {
            Set<String> namespaces = new TreeSet<>(Set.of(namespace));
            String[] parts = host.split("\\.");
            if (parts.length > 2 && parts[2].equals("svc")) {
                namespaces.add(parts[1]);
            }
            for (String one : namespaces) {
                for (DestinationRule rule : client.resources(DestinationRule.class)
                        .inNamespace(one)
                        .list()
                        .getItems()) {
                    if (rule.getSpec() != null && matches(rule.getSpec().getHost(), one, host)) {
                        matching.put(one + "/" + rule.getMetadata().getName(), rule);
                    }
                }
            }
        } catch (KubernetesClientException e) {
            unanswered(e);
            found.add("the DestinationRules of " + host + " could not be read: " + ApiError.words(e));
            return;
        }
        if (matching.isEmpty()) {
            found.add("no DestinationRule for " + host + ": without outlierDetection a dead endpoint is not ejected");
        }
        matching.forEach((name, rule) -> judge(found, "DestinationRule " + name + " (" + host + ")", rule));
    }

    private static boolean matches(String ruleHost, String ruleNamespace, String host) {
        if (ruleHost == null) {
            return false;
        }
        String full = ruleHost.contains(".") ? ruleHost : ruleHost + "." + ruleNamespace + ".svc.cluster.local";
        return full.equals(host) || full.startsWith("*") && host.endsWith(full.substring(1));
    }

    private static void judge(Set<String> found, String name, DestinationRule rule) {
        TrafficPolicy policy = rule.getSpec().getTrafficPolicy();
        boolean old = rule.getSpec().getAdditionalProperties().containsKey("circuitBreaker")
                || policy != null && policy.getAdditionalProperties().containsKey("circuitBreaker");
        if (old) {
            found.add(name
                    + " uses circuitBreaker, which Istio no longer supports: use connectionPool and outlierDetection");
        }
        OutlierDetection detection = policy == null ? null : policy.getOutlierDetection();
        if (detection == null) {
            found.add(name + " has no trafficPolicy.outlierDetection: a dead endpoint is not ejected");
            return;
        }
        if (detection.getMaxEjectionPercent() == null) {
            found.add(name + " sets no outlierDetection.maxEjectionPercent: the default ejects at most 10 %");
        }
        if (detection.getConsecutive5xxErrors() == null) {
            boolean deprecated = detection.getConsecutiveErrors() != null;
            found.add(name + " sets no outlierDetection.consecutive5xxErrors"
                    + (deprecated ? ": consecutiveErrors is deprecated" : ": the default is 5"));
        }
    }

    private void service(Set<String> found, String host) {
        String[] parts = host.split("\\.");
        if (parts.length < 3 || !parts[2].equals("svc")) {
            return;
        }
        try {
            var service =
                    client.services().inNamespace(parts[1]).withName(parts[0]).get();
            if (service == null || service.getSpec() == null) {
                return;
            }
            for (ServicePort port : service.getSpec().getPorts()) {
                boolean grpc = port.getName() != null && port.getName().startsWith("grpc");
                if (grpc && "tcp".equals(port.getAppProtocol())) {
                    found.add("Service " + parts[1] + "/" + parts[0] + " port " + port.getName()
                            + " has appProtocol tcp, so Istio balances connections, not calls: set it to grpc");
                }
            }
        } catch (KubernetesClientException e) {
            unanswered(e);
            found.add("the Service of " + host + " could not be read: " + ApiError.words(e));
        }
    }
}
