package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.config.Config.CoordinationSettings;
import dev.temporalfailover.coordination.Candidate;
import dev.temporalfailover.coordination.ClusterEvents;
import dev.temporalfailover.coordination.ClusterPods;
import dev.temporalfailover.coordination.ConfigMapHistory;
import dev.temporalfailover.coordination.ConfigMapIntents;
import dev.temporalfailover.coordination.FileIntents;
import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.coordination.LeadershipSettings;
import dev.temporalfailover.coordination.LeaseLeadership;
import dev.temporalfailover.coordination.Roster;
import dev.temporalfailover.coordination.SoleLeadership;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.observe.JudgeThread;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/** Makes the parts that use the Kubernetes API of this region; the caller closes them. */
record ClusterParts(
        Config config,
        KubernetesClient kubernetes,
        Threads threads,
        Clock clock,
        RandomGenerator random,
        Heartbeats heartbeats) {
    private static final Logger LOG = Logger.getLogger("temporal-failover");
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int EVENTS = 100;
    /** That may wait to be looked up, when a leader begins. */
    private static final int INSTANCES = 5_000;

    /** The leadership of the region. A {@link LeaseLeadership} is still to be started. */
    Leadership leadership() {
        LeadershipSettings how = config.leadership();
        if (how.lease().isEmpty()) {
            return new SoleLeadership(config.instance(), clock);
        }
        String address =
                config.coordination().flatMap(CoordinationSettings::address).orElse("");
        return new LeaseLeadership(
                kubernetes,
                how,
                new Candidate(config.instance(), address, api(address), this::hindrance),
                clock,
                random::nextDouble,
                threads.single("lease"),
                LOG::info,
                heartbeats);
    }

    /** An instance that does not judge must not keep its region from a leader that does. */
    private Optional<String> hindrance() {
        return heartbeats
                .silence(JudgeThread.NAME)
                .filter(silence -> silence.compareTo(config.loop().judgedWithin()) > 0)
                .map(silence -> "its judge has not judged for " + silence.toSeconds() + " s");
    }

    /** On the host that takes reports, at our own port: that of each instance. */
    private static String api(String address) {
        return address.isEmpty()
                ? ""
                : address.substring(0, address.lastIndexOf(':') + 1)
                        + ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    }

    /** The region's instances, where they are pods. */
    Roster roster() {
        if (config.leadership().lease().isEmpty()) {
            return Roster.NONE;
        }
        Notices notices = new Notices(LOG::warn);
        return new ClusterPods(
                kubernetes,
                config.leadership().namespace(),
                config.instance(),
                TIMEOUT,
                threads.bounded("roster", INSTANCES),
                problem -> notices.say("roster", problem));
    }

    /** Of this region at most, where the roster does not tell. An instance that needs no Lease has no others beside it. */
    int instances() {
        int alone = config.leadership().lease().isEmpty() ? 1 : Integer.MAX_VALUE;
        return config.coordination().flatMap(CoordinationSettings::instances).orElse(alone);
    }

    /** What people asked for; a {@link ConfigMapIntents} is still to be started. */
    IntentStore intents(Runnable changed) {
        return config.leadership()
                .intentsFile()
                .<IntentStore>map(file -> new FileIntents(file, clock, changed, LOG::error))
                .orElseGet(() -> inConfigMap(changed));
    }

    private ConfigMapIntents inConfigMap(Runnable changed) {
        return new ConfigMapIntents(
                kubernetes,
                config.leadership().namespace(),
                config.leadership().name(),
                TIMEOUT,
                clock,
                changed,
                LOG::error);
    }

    /** What happened in this region; still to be started. */
    ConfigMapHistory history() {
        return new ConfigMapHistory(
                kubernetes,
                config.leadership().namespace(),
                config.leadership().name(),
                TIMEOUT,
                threads.single("history"),
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
                clock,
                threads.bounded("events", EVENTS),
                LOG::warn);
    }
}
