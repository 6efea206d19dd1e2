package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks the API server what this instance may do, without doing it: one SelfSubjectAccessReview for each right. Every
 * authenticated caller may ask this. Holds the caller for at most {@code timeout} for each right; throws nothing.
 */
public final class AccessReviews {
    private static final int MAX_TEXT = 300;

    private final KubernetesClient client;

    /**
     * @param client stays the caller's
     * @param timeout of one call
     */
    public AccessReviews(KubernetesClient client, Duration timeout) {
        this.client = DeadlineClient.of(client, timeout);
    }

    /**
     * One thing that the leader does.
     *
     * @param policy that needs it; empty for all
     * @param group of the API; empty for the core one
     * @param resource its plural
     * @param name empty for a right on all objects of the namespace
     */
    public record NeededRight(
            Optional<String> policy,
            String group,
            String resource,
            String namespace,
            Optional<String> name,
            String verb) {
        @Override
        public String toString() {
            return verb + " " + resource + (group.isEmpty() ? "" : "." + group) + " " + namespace
                    + name.map(n -> "/" + n).orElse("");
        }
    }

    /** The rights that are missing, and after the first that could not be asked no more. */
    public List<DryCall> ask(List<NeededRight> rights) {
        List<DryCall> found = new ArrayList<>();
        for (NeededRight right : rights) {
            try {
                SelfSubjectAccessReview answer =
                        client.authorization().v1().selfSubjectAccessReview().create(review(right));
                refusal(answer, right).ifPresent(found::add);
            } catch (KubernetesClientException e) {
                String why = "the Kubernetes API cannot be asked what this instance may do: " + ApiError.words(e);
                found.add(DryCall.of(ReadinessReason.KUBERNETES_RIGHTS, why));
                return found;
            }
        }
        return found;
    }

    private static Optional<DryCall> refusal(SelfSubjectAccessReview answer, NeededRight right) {
        if (answer == null || answer.getStatus() == null) {
            return Optional.of(new DryCall(
                    ReadinessReason.KUBERNETES_RIGHTS, right.policy(), Optional.empty(), "no answer to: " + right));
        }
        if (Boolean.TRUE.equals(answer.getStatus().getAllowed())) {
            return Optional.empty();
        }
        String reason = answer.getStatus().getReason();
        String text = "RBAC does not allow this instance to " + right
                + (reason == null || reason.isEmpty() ? "" : ": " + Line.of(reason, MAX_TEXT));
        return Optional.of(new DryCall(ReadinessReason.KUBERNETES_RIGHTS, right.policy(), Optional.empty(), text));
    }

    private static SelfSubjectAccessReview review(NeededRight right) {
        return new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withGroup(right.group())
                .withResource(right.resource())
                .withNamespace(right.namespace())
                .withName(right.name().orElse(null))
                .withVerb(right.verb())
                .endResourceAttributes()
                .endSpec()
                .build();
    }
}
