package dev.temporalfailover.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.cluster.Flow.End;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The service's own policies in both forms, asked about every connection between ends that any of them names and some that none does. */
final class PolicyForms {
    private static final String OWN = "temporal-failover";
    private static final List<Integer> PORTS =
            List.of(22, 53, 80, 443, 6443, 7233, 7234, 7235, 7243, 7443, 8080, 9090, 15008, 15012, 15014, 15020, 15090);

    private final CalicoPolicies kubernetes;
    private final CalicoPolicies calico;

    PolicyForms(List<NetworkPolicy> kubernetes, List<JsonNode> calico) {
        Map<String, Map<String, String>> namespaces = new TreeMap<>();
        ends().values().forEach(end -> end.namespace()
                .ifPresent(name -> namespaces.put(name, Map.of("kubernetes.io/metadata.name", name))));
        this.kubernetes = new CalicoPolicies(new KubernetesPolicies(kubernetes, namespaces), List.of());
        this.calico = new CalicoPolicies(new KubernetesPolicies(List.of(), namespaces), calico);
    }

    /** Connections by a name, and what each form says: by Kubernetes, by Calico. */
    Map<String, List<Boolean>> verdicts() {
        Map<String, List<Boolean>> verdicts = new TreeMap<>();
        for (Map.Entry<String, End> from : ends().entrySet()) {
            for (Map.Entry<String, End> to : ends().entrySet()) {
                for (int port : PORTS) {
                    for (String protocol : List.of("TCP", "UDP")) {
                        Flow flow = new Flow(from.getValue(), to.getValue(), port, protocol);
                        verdicts.put(
                                from.getKey() + " -> " + to.getKey() + ":" + port + "/" + protocol,
                                List.of(
                                        kubernetes.refused(flow).isEmpty(),
                                        calico.refused(flow).isEmpty()));
                    }
                }
            }
        }
        return verdicts;
    }

    /** Connections that one of the two allows and the other does not. */
    List<String> differences() {
        List<String> found = new ArrayList<>();
        verdicts().forEach((flow, says) -> {
            if (!says.get(0).equals(says.get(1))) {
                found.add((says.get(0) ? "Kubernetes " : "Calico ") + flow);
            }
        });
        return found;
    }

    private static Map<String, End> ends() {
        Map<String, End> ends = new LinkedHashMap<>();
        int host = 1;
        for (String app : List.of(OWN, "temporal-failover-canary", "temporal-failover-witness", "other")) {
            ends.put(app, End.pod(OWN, "172.20.1." + host++, Map.of("app.kubernetes.io/name", app)));
        }
        ends.put("dns", End.pod("kube-system", "172.20.2.1", Map.of("k8s-app", "kube-dns")));
        ends.put("not-dns", End.pod("kube-system", "172.20.2.2", Map.of("k8s-app", "other")));
        ends.put("false-dns", End.pod("stranger", "172.20.2.3", Map.of("k8s-app", "kube-dns")));
        ends.put("prometheus", End.pod("monitoring", "172.20.2.4", Map.of()));
        ends.put("frontend", End.pod("temporal-backend", "172.20.2.5", Map.of("app", "temporal-frontend")));
        ends.put("gateway", End.pod("istio-system", "172.20.2.6", Map.of("istio", "ingressgateway")));
        ends.put("istiod", End.pod("istio-system", "172.20.2.7", Map.of("app", "istiod")));
        ends.put("edge", End.pod("istio-ingress", "172.20.2.8", Map.of()));
        ends.put("stranger", End.pod("stranger", "172.20.2.9", Map.of("app.kubernetes.io/name", OWN)));
        for (String ip : List.of(
                "10.0.0.9",
                "10.0.9.9",
                "10.1.0.9",
                "10.1.9.9",
                "10.2.0.9",
                "10.2.9.9",
                "10.9.9.9",
                "169.254.169.254",
                "169.254.170.23",
                "169.254.7.127",
                "203.0.113.7",
                "2001:db8::7",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd16:9254:7127:1337:ffff:ffff:ffff:ffff",
                "fe80::1")) {
            ends.put(ip, End.outside(ip));
        }
        ends.put("api", End.endpointOf("default/kubernetes", "192.0.2.7"));
        return ends;
    }
}
