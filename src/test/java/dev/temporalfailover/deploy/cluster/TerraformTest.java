package dev.temporalfailover.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.Manifests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of the Terraform modules by reading them; what they plan is compared by {@code terraform test}. */
class TerraformTest {
    private static final String ROOT = "deploy/terraform/";

    private static String all(String folder) {
        return Manifests.files(ROOT + folder, ".tf").stream()
                .map(file -> Manifests.text(file.toString()))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east-1", "us-west-2"})
    void theRegionsNetworkIsThatOfItsClusterAndOfItsOverlay(String region) {
        String text = all(region);
        JsonNode kubeadm = Manifests.yaml("deploy/cluster/kubernetes/kubeadm-" + region + ".yaml");
        assertEquals(kubeadm.at("/networking/podSubnet").asText(), value(text, "pod_cidr"));
        String policy = Manifests.text("deploy/overlays/" + region + "/peer-networkpolicy.yaml");
        assertTrue(policy.contains(value(text, "vpc_cidr") + " is this region's network"), policy);
        Matches others = new Matches("other_networks\\s*=\\s*\\[([^]]*)]", text);
        Set<String> sources = new TreeSet<>();
        Manifests.yaml("deploy/overlays/" + region + "/exchange-nlb.yaml")
                .at("/spec/loadBalancerSourceRanges")
                .forEach(cidr -> sources.add("\"" + cidr.asText() + "\""));
        assertEquals(sources, new TreeSet<>(List.of(others.first().split(", "))));
        assertTrue(text.contains("\"" + region + "c\""), "three zones");
    }

    private static String value(String text, String key) {
        return new Matches(key + "\\s*=\\s*\"([^\"]*)\"", text).first();
    }

    private record Matches(String pattern, String text) {
        List<String> list() {
            return Pattern.compile(pattern)
                    .matcher(text)
                    .results()
                    .map(match -> match.group(1))
                    .toList();
        }

        String first() {
            return list().get(0);
        }
    }

    /** A plan in the middle of an outage must not put the old weights back. */
    @Test
    void terraformLeavesTheWeightsAlone() {
        assertTrue(all("modules/dns").contains("ignore_changes = [weighted_routing_policy]"));
    }

    @Test
    void everyVariableAndOutputSaysWhatItIsAndNothingIsAllowedEverywhere() {
        List<String> silent = new ArrayList<>();
        for (Path file : Manifests.files(ROOT, ".tf")) {
            String text = Manifests.text(file.toString());
            new Matches("(?ms)^(?:variable|output) (\"\\w+\" \\{.*?^\\})", text)
                    .list().stream()
                            .filter(block -> !block.contains("description"))
                            .forEach(block -> silent.add(
                                    file + ": " + block.lines().findFirst().orElseThrow()));
            assertFalse(text.contains("resources = [\"*\"]"), file.toString());
            assertFalse(
                    Pattern.compile("ip_protocol\\s*=\\s*\"-1\"").matcher(text).find(), file.toString());
        }
        assertEquals(List.of(), silent);
    }

    @Test
    void everyModuleThatOthersDependOnHasTests() {
        for (String module : List.of("network", "connectivity", "dns", "identity")) {
            assertTrue(Files.isDirectory(Path.of(ROOT + "modules/" + module + "/tests")), module);
        }
    }

    /** With one state for all, the loss of the region that holds it stops changes of the other. */
    @Test
    void noRegionsRootNamesTheOtherRegion() {
        assertFalse(all("us-east-1").contains("us-west-2"));
        assertFalse(all("us-west-2").contains("us-east-1"));
    }
}
