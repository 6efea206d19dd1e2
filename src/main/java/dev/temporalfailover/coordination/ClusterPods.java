package dev.temporalfailover.coordination;

import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** The pods of the same owner as this instance's, a DaemonSet: an instance is the pod of its name, at that pod's address. */
public final class ClusterPods implements Roster {
    private final KubernetesClient client;
    private final String namespace;
    private final String self;
    private final Executor executor;
    private final Consumer<String> report;
    private volatile Optional<String> owner = Optional.empty();

    /**
     * @param self this instance's name, which is its pod's
     * @param executor asks the API server, one at a time
     * @param report one line whenever it could not be asked
     */
    public ClusterPods(
            KubernetesClient client,
            String namespace,
            String self,
            Duration timeout,
            Executor executor,
            Consumer<String> report) {
        this.client = DeadlineClient.of(client, timeout);
        this.namespace = namespace;
        this.self = self;
        this.executor = executor;
        this.report = report;
    }

    @Override
    public void look(String instance, String address, Consumer<Standing> answer) {
        try {
            executor.execute(() -> answer.accept(standing(instance, address)));
        } catch (RejectedExecutionException full) {
            answer.accept(Standing.UNTOLD);
        }
    }

    private Standing standing(String instance, String address) {
        if (!instance.matches("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")) {
            return Standing.STRANGER;
        }
        try {
            if (owner.isEmpty()) {
                owner = owner(pod(self));
            }
            if (owner.isEmpty()) {
                report.accept(
                        "this instance is no pod of a DaemonSet in " + namespace + ": others cannot be looked up");
                return Standing.UNTOLD;
            }
            Pod pod = pod(instance);
            boolean ours = owner(pod).equals(owner) && has(pod, address);
            return ours ? Standing.KNOWN : Standing.STRANGER;
        } catch (KubernetesClientException e) {
            report.accept("pods cannot be looked up: " + ApiError.words(e));
            return Standing.UNTOLD;
        }
    }

    private Pod pod(String name) {
        return client.pods().inNamespace(namespace).withName(name).get();
    }

    private static Optional<String> owner(Pod pod) {
        return pod == null
                ? Optional.empty()
                : pod.getMetadata().getOwnerReferences().stream()
                        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                        .map(OwnerReference::getUid)
                        .filter(Objects::nonNull)
                        .findFirst();
    }

    private static boolean has(Pod pod, String address) {
        return pod.getStatus() != null
                && pod.getStatus().getPodIPs() != null
                && pod.getStatus().getPodIPs().stream().anyMatch(ip -> address.equals(ip.getIp()));
    }
}
