package dev.temporalfailover.deploy.cluster;

import static dev.temporalfailover.deploy.cluster.Shipped.each;
import static dev.temporalfailover.deploy.cluster.Shipped.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.deploy.Manifests;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What watches the network: Falco's rules, flow logs, and a capture that is off. */
class WatchingTest {
    /** Fields of Falco's that the rules may use; a misspelt one makes Falco refuse its whole configuration. */
    private static final Set<String> FIELDS = Set.of(
            "evt.type",
            "evt.dir",
            "evt.rawres",
            "evt.res",
            "fd.typechar",
            "fd.l4proto",
            "fd.connected",
            "fd.snet",
            "fd.sip",
            "fd.sport",
            "fd.name",
            "container.name",
            "container.image.repository",
            "user.name",
            "proc.cmdline",
            "k8s.pod.name");

    private final List<JsonNode> rules =
            Manifests.documents(Path.of("deploy/cluster/falco/temporal-rules.yaml")).stream()
                    .map(Manifests.Document::tree)
                    .toList();

    private JsonNode list(String name) {
        return rules.stream()
                .filter(one -> one.path("list").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("items");
    }

    @Test
    void everyRuleIsCompleteAndUsesFieldsMacrosAndListsThatExist() {
        Set<String> own = rules.stream()
                .flatMap(one ->
                        List.of(one.path("macro").asText(), one.path("list").asText()).stream())
                .collect(Collectors.toSet());
        int found = 0;
        for (JsonNode one : rules) {
            String condition = one.path("condition").asText();
            Pattern.compile("\\b(?:evt|fd|container|user|proc|k8s)\\.[a-z0-9.]+")
                    .matcher(condition + " " + one.path("output").asText())
                    .results()
                    .forEach(field -> assertTrue(FIELDS.contains(field.group()), field.group()));
            Pattern.compile("temporal_\\w+")
                    .matcher(condition)
                    .results()
                    .forEach(name -> assertTrue(own.contains(name.group()), name.group()));
            assertFalse(condition.contains("fd.rport"), "for an accepted connection that is the caller's port");
            if (one.has("rule")) {
                found++;
                for (String key : List.of("desc", "condition", "output", "priority", "tags")) {
                    assertTrue(one.has(key), one.path("rule").asText() + " has no " + key);
                }
            }
        }
        assertEquals(2, found);
    }

    @Test
    void noPortThatAPolicyOpensIsUnusual() {
        Set<Integer> usual =
                each(list("temporal_ports")).stream().map(JsonNode::asInt).collect(Collectors.toSet());
        Set<Integer> open = new TreeSet<>();
        for (NetworkPolicy policy : Manifests.all("deploy/cluster/network-policies", NetworkPolicy.class)) {
            if (policy.getMetadata().getNamespace().equals("temporal-backend")
                    && !policy.getMetadata().getName().equals("elasticsearch-access")) {
                policy.getSpec().getEgress().forEach(rule -> rule.getPorts()
                        .forEach(port -> open.add(port.getPort().getIntVal())));
            }
        }
        assertTrue(open.size() > 8 && usual.containsAll(open), open.toString());
    }

    @Test
    void theNetworksAreThoseOfTheAddressPlan() {
        Set<String> plan = new TreeSet<>(Set.of("10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "127.0.0.0/8"));
        for (String region : List.of("us-east-1", "us-west-2")) {
            JsonNode networking = Manifests.yaml("deploy/cluster/kubernetes/kubeadm-" + region + ".yaml")
                    .path("networking");
            plan.add(networking.path("podSubnet").asText());
            plan.add(networking.path("serviceSubnet").asText());
        }
        assertEquals(
                plan,
                words(list("temporal_networks")).stream()
                        .map(one -> one.replace("\"", ""))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void copiedFlowLogsLiveForSevenDays() throws JsonProcessingException {
        JsonNode phases = new ObjectMapper()
                .readTree(Manifests.text("deploy/cluster/flow-logs/elasticsearch-lifecycle.json"))
                .at("/policy/phases");
        int days = days(phases.at("/hot/actions/rollover/max_age")) + days(phases.at("/delete/min_age"));
        assertEquals(7, days, "an index is written for a day and then kept");
        JsonNode template =
                new ObjectMapper().readTree(Manifests.text("deploy/cluster/flow-logs/elasticsearch-template.json"));
        assertEquals(
                "temporal-flow-logs",
                template.at("/template/settings").path("index.lifecycle.name").asText());
    }

    private static int days(JsonNode text) {
        return Integer.parseInt(text.asText().replace("d", ""));
    }

    @Test
    void theCaptureIsOffAndBoundedInTimeAndSpace() {
        Job job = Manifests.all("deploy/cluster/debug", Job.class).get(0);
        assertTrue(job.getSpec().getSuspend());
        assertTrue(job.getSpec().getActiveDeadlineSeconds() <= 600);
        assertTrue(job.getSpec().getTtlSecondsAfterFinished() > 0);
        var pod = job.getSpec().getTemplate().getSpec();
        assertFalse(pod.getAutomountServiceAccountToken());
        assertEquals("Never", pod.getRestartPolicy());
        List<String> args = pod.getContainers().get(0).getArgs();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < args.size(); i++) {
            options.put(args.get(i), args.get(i + 1));
        }
        int megabytes = Integer.parseInt(options.get("-C")) * Integer.parseInt(options.get("-W"));
        assertTrue(megabytes < 256, megabytes + " MB in a volume of 256");
        assertEquals("root", options.get("-Z"), "without SETUID it cannot become another user, and would end");
        var security = pod.getContainers().get(0).getSecurityContext();
        assertEquals(List.of("ALL"), security.getCapabilities().getDrop());
        assertNull(security.getPrivileged());
    }
}
