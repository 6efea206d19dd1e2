package dev.temporalfailover.deploy.cluster;

import static dev.temporalfailover.deploy.cluster.Shipped.each;
import static dev.temporalfailover.deploy.cluster.Shipped.name;
import static dev.temporalfailover.deploy.cluster.Shipped.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services: protocols, load balancers that are ones, and names in DNS that lead to them. */
class ServicesTest {
    @Test
    void everyPortSaysItsProtocolAndHeadlessOnesAreHeadless() {
        for (JsonNode service : Shipped.ofKind("Service")) {
            for (JsonNode port : each(service.at("/spec/ports"))) {
                assertTrue(
                        Set.of("grpc", "http", "tcp")
                                .contains(port.path("appProtocol").asText()),
                        name(service) + " " + port);
            }
            boolean headless = Set.of("temporal-history", "temporal-matching", "temporal-frontend-headless")
                    .contains(name(service));
            assertEquals(headless, service.at("/spec/clusterIP").asText().equals("None"), name(service));
        }
    }

    /** An NLB's annotations do nothing on a ClusterIP Service. */
    @Test
    void whatHasAnnotationsOfALoadBalancerIsOne() {
        int found = 0;
        for (JsonNode service : Shipped.ofKind("Service")) {
            if (service.at("/metadata/annotations").toString().contains("aws-load-balancer")) {
                found++;
                assertEquals("LoadBalancer", service.at("/spec/type").asText(), name(service));
                assertEquals(
                        "service.k8s.aws/nlb",
                        service.at("/spec/loadBalancerClass").asText());
                assertTrue(
                        service.at("/metadata/annotations").has("service.beta.kubernetes.io/aws-load-balancer-scheme"));
            }
        }
        assertEquals(3, found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east-1", "us-west-2"})
    void thePrivatePathLetsTheSameNetworksInAsThePolicyAndKeepsTheirAddresses(String region) {
        JsonNode service = Manifests.yaml("deploy/cluster/services/private-path-" + region + ".yaml");
        Set<String> admitted = new TreeSet<>();
        Manifests.objects("deploy/examples/" + region).stream()
                .filter(document -> document.kind().equals("NetworkPolicy"))
                .forEach(document -> document.tree().findValues("cidr").forEach(cidr -> admitted.add(cidr.asText())));
        assertEquals(admitted, new TreeSet<>(words(service.at("/spec/loadBalancerSourceRanges"))));
        String annotations = service.at("/metadata/annotations").toString();
        assertTrue(annotations.contains("preserve_client_ip.enabled=true"));
        assertTrue(annotations.contains("\"internal\""));
    }

    @Test
    void thePublicEdgeLeadsToThePlainServerOfTheGateway() {
        JsonNode port =
                Manifests.yaml("deploy/cluster/services/public-edge.yaml").at("/spec/ports/0");
        JsonNode server =
                Manifests.yaml("deploy/examples/us-east-1/gateway.yaml").at("/spec/servers/0");
        assertEquals(server.at("/port/number"), port.path("targetPort"));
        assertEquals("GRPC", server.at("/port/protocol").asText());
    }

    /** Each rewritten name is of the block's zones and leads to a Service that ships, in a zone that the block's kubernetes answers for. */
    @Test
    void theShortNamesLeadToServicesThatShip() {
        String corefile = Manifests.yaml("deploy/cluster/coredns/coredns.yaml")
                .at("/data/Corefile")
                .asText();
        String block = corefile.substring(corefile.indexOf("temporal.local:53"));
        assertTrue(block.contains("kubernetes cluster.local {"), "without a zone it takes the block's");
        List<Map.Entry<String, String>> rewrites = Pattern.compile("rewrite stop name exact (\\S+) (\\S+)")
                .matcher(block)
                .results()
                .map(m -> Map.entry(m.group(1), m.group(2)))
                .toList();
        assertEquals(4, rewrites.size());
        assertEquals(rewrites.size(), block.split("rewrite ").length - 1, "other kinds need `answer auto`");
        for (var rewrite : rewrites) {
            assertTrue(
                    rewrite.getKey().matches("temporal-(frontend|web)\\.temporal\\.(local|internal)"),
                    rewrite.toString());
            String service = rewrite.getValue().replace(".temporal-backend.svc.cluster.local", "");
            assertTrue(Shipped.services().containsKey(service), rewrite.toString());
            assertEquals(rewrite.getKey().split("\\.")[0], service);
        }
    }
}
