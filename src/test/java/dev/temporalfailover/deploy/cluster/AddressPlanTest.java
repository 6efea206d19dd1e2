package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks, pods and Services of both regions fit together, and Calico is told what Kubernetes is told. */
class AddressPlanTest {
    private static final Map<String, String> VPCS =
            Map.of("us-east-1", "10.0.0.0/16", "us-west-2", "10.1.0.0/16", "witness", "10.2.0.0/16");

    private static List<JsonNode> kubeadm(String region) {
        return Manifests.documents(Path.of("deploy/cluster/kubernetes/kubeadm-" + region + ".yaml")).stream()
                .map(Manifests.Document::tree)
                .toList();
    }

    private static JsonNode pool(String region) {
        return Manifests.yaml("deploy/cluster/calico/ippool-" + region + ".yaml")
                .path("spec");
    }

    @Test
    void noTwoNetworksShareAnAddress() {
        Map<String, Cidr> all = new LinkedHashMap<>();
        VPCS.forEach((name, cidr) -> all.put("VPC of " + name, Cidr.of(cidr)));
        for (String region : List.of("us-east-1", "us-west-2")) {
            JsonNode networking = kubeadm(region).get(0).path("networking");
            all.put("pods of " + region, Cidr.of(networking.path("podSubnet").asText()));
        }
        // The same in both: a Service's address never leaves its cluster.
        all.put(
                "Services",
                Cidr.of(kubeadm("us-east-1")
                        .get(0)
                        .at("/networking/serviceSubnet")
                        .asText()));
        all.forEach((name, one) -> all.forEach(
                (other, two) -> assertTrue(name.equals(other) || !one.overlaps(two), name + " overlaps " + other)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east-1", "us-west-2"})
    void calicoKubeadmKubeletAndProxyAreToldTheSame(String region) {
        List<JsonNode> kubeadm = kubeadm(region);
        String pods = kubeadm.get(0).at("/networking/podSubnet").asText();
        assertEquals(pods, pool(region).path("cidr").asText());
        assertEquals(pods, kubeadm.get(2).path("clusterCIDR").asText());
        Cidr services = Cidr.of(kubeadm.get(0).at("/networking/serviceSubnet").asText());
        assertTrue(services.contains(kubeadm.get(1).at("/clusterDNS/0").asText()));
        assertEquals(kubeadm.get(0).at("/networking/dnsDomain"), kubeadm.get(1).path("clusterDomain"));
    }

    /** IPIP needs BIRD, which a vxlan backend does not run; Calico refuses a pool with both. */
    @ParameterizedTest
    @ValueSource(strings = {"us-east-1", "us-west-2"})
    void thePoolIsEncapsulatedByVxlanAlone(String region) {
        assertEquals("Never", pool(region).path("ipipMode").asText());
        assertTrue(List.of("Always", "CrossSubnet")
                .contains(pool(region).path("vxlanMode").asText()));
    }

    @Test
    void felixEncryptsOpensWhatItNamesAndFixesNoMtu() {
        JsonNode felix = Manifests.yaml("deploy/cluster/calico/felixconfiguration.yaml");
        assertEquals("default", felix.at("/metadata/name").asText());
        assertTrue(felix.at("/spec/wireguardEnabled").asBoolean());
        assertEquals("wireguard.cali", felix.at("/spec/wireguardInterfaceName").asText());
        assertTrue(felix.at("/spec/healthEnabled").asBoolean(), "healthPort alone opens nothing");
        felix.path("spec")
                .fieldNames()
                .forEachRemaining(field ->
                        assertFalse(field.toLowerCase(java.util.Locale.ROOT).endsWith("mtu")));
    }

    @Test
    void overlapsAndStrayBitsAreFound() {
        assertTrue(Cidr.of("10.0.0.0/8").overlaps(Cidr.of("10.96.0.0/12")));
        assertFalse(Cidr.of("10.0.0.0/16").overlaps(Cidr.of("10.1.0.0/16")));
        assertTrue(Cidr.of("fd00::/8").contains("fd00:ec2::23"));
        assertFalse(Cidr.of("::/0").contains("10.0.0.1"));
        org.junit.jupiter.api.Assertions.assertThrows(IllegalArgumentException.class, () -> Cidr.of("10.0.0.1/16"));
    }
}
