package dev.temporalfailover.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.coordination.Roster.Standing;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterPodsTest {
    private final StrictKubernetesApi api = StrictKubernetesApi.start();
    private final KubernetesClient client = api.client();
    private final List<String> reports = new ArrayList<>();
    private final List<Standing> answers = new ArrayList<>();
    private final ClusterPods pods =
            new ClusterPods(client, "ns", "pod-a", Duration.ofSeconds(2), Runnable::run, reports::add);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    private void there(String name, String owner, String address) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName(name)
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("DaemonSet")
                .withName(owner)
                .withUid("uid-" + owner)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewStatus()
                .addNewPodIP(address)
                .endStatus()
                .build();
        client.resource(pod).create();
    }

    private Standing look(String name, String address) {
        pods.look(name, address, answers::add);
        return answers.get(answers.size() - 1);
    }

    @Test
    void onlyAPodOfTheSameOwnerAtItsOwnAddressIsKnown() {
        there("pod-a", "fleet", "10.0.0.1");
        there("pod-b", "fleet", "10.0.0.2");
        there("other", "another", "10.0.0.3");
        assertEquals(Standing.KNOWN, look("pod-b", "10.0.0.2"));
        assertEquals(Standing.STRANGER, look("pod-b", "10.0.0.1"));
        assertEquals(Standing.STRANGER, look("pod-z", "10.0.0.2"));
        assertEquals(Standing.STRANGER, look("other", "10.0.0.3"));
        for (String name : List.of("../leases/x", "pod-b/log", "", "pod-b?x=1", "POD-B", "a".repeat(254))) {
            assertEquals(Standing.STRANGER, look(name, "10.0.0.2"), name);
        }
        assertEquals(List.of(), reports);
    }

    @Test
    void withoutAnAnswerNothingIsTold() {
        assertEquals(Standing.UNTOLD, look("pod-b", "10.0.0.2"), "this instance is no pod");
        there("pod-a", "fleet", "10.0.0.1");
        there("pod-b", "fleet", "10.0.0.2");
        assertEquals(Standing.KNOWN, look("pod-b", "10.0.0.2"));
        api.cut();
        assertEquals(Standing.UNTOLD, look("pod-b", "10.0.0.2"));
        assertEquals(2, reports.size(), reports::toString);
        ClusterPods busy = new ClusterPods(
                client,
                "ns",
                "pod-a",
                Duration.ofSeconds(2),
                task -> {
                    throw new RejectedExecutionException();
                },
                reports::add);
        busy.look("pod-b", "10.0.0.2", answers::add);
        assertEquals(Standing.UNTOLD, answers.get(answers.size() - 1));
    }
}
