package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.config.Config.CoordinationSettings;
import dev.temporalfailover.coordination.ClusterEvents;
import dev.temporalfailover.coordination.ConfigMapIntents;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.coordination.LeadershipSettings;
import dev.temporalfailover.coordination.LeaseLeadership;
import dev.temporalfailover.coordination.SoleLeadership;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Makes the parts that use the Kubernetes API of this region; the caller closes them. */
record ClusterParts(
        Config config,
        KubernetesClient kubernetes,
        Threads threads,
        Supplier<Duration> steady,
        Supplier<Instant> wall,
        RandomGenerator random) {
    private static final Logger LOG = Logger.getLogger("temporal-failover");
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int EVENTS = 100;

    /** The leadership of the region. A {@link LeaseLeadership} is still to be started. */
    Leadership leadership() {
        LeadershipSettings how = config.leadership();
        if (how.lease().isEmpty()) {
            return new SoleLeadership(config.instance(), steady);
        }
        String address =
                config.coordination().flatMap(CoordinationSettings::address).orElse("");
        return new LeaseLeadership(
                kubernetes,
                how.namespace(),
                how.name(),
                config.instance(),
                address,
                how.lease().get(),
                steady,
                wall,
                random::nextDouble,
                threads.single("lease"),
                LOG::info);
    }

    /** What people asked for; still to be started. */
    ConfigMapIntents intents(Runnable changed) {
        return new ConfigMapIntents(
                kubernetes,
                config.leadership().namespace(),
                config.leadership().name(),
                TIMEOUT,
                wall,
                changed,
                LOG::error);
    }

    /** Notes on our own pod. */
    ClusterEvents events() {
        return new ClusterEvents(
                kubernetes,
                new ObjectReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withNamespace(config.leadership().namespace())
                        .withName(config.instance())
                        .build(),
                config.instance(),
                TIMEOUT,
                steady,
                wall,
                threads.bounded("events", EVENTS),
                LOG::warn);
    }
}
