package dev.temporalfailover.real.kubernetes;

import static dev.temporalfailover.real.kubernetes.KubernetesStage.SOON;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.stand.Instance;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** The Kubernetes API is gone, in three ways: nobody acts, nothing moves, and it is said why. */
final class OutageCases {
    /** The deadline, one call to the API server that a look may be waiting for, and what a busy machine takes. */
    private static final Duration STEPPED_DOWN = KubernetesStage.RENEW.plusSeconds(5);

    private final KubernetesStage stage;

    OutageCases(KubernetesStage stage) {
        this.stage = stage;
    }

    private interface Act {
        void run() throws IOException, InterruptedException;
    }

    void run() throws IOException, InterruptedException {
        outage("the API server is killed", stage.cluster::killApi, stage.cluster::restart);
        outage("etcd is killed", stage.cluster::killEtcd, stage.cluster::restart);
        outage("the API server is frozen", stage.cluster::freeze, stage.cluster::thaw);
        watchesLive();
    }

    /** What one instance stores the other learns by its watch alone. */
    private void watchesLive() throws IOException, InterruptedException {
        Instance leader = stage.leader();
        stage.follower()
                .post(
                        "/api/v1/hold",
                        stage.operator(),
                        Map.of("owner", "afterwards", "reason", "is it seen", "duration", "10m"));
        long stored = System.nanoTime();
        boolean seen = Http.within(
                SOON,
                () -> KubernetesStage.policy(leader).at("/hold/owner").asText().equals("afterwards"));
        stage.fact("after all of it the watches live: a hold is seen", seen, KubernetesStage.since(stored));
    }

    private void outage(String name, Act fault, Act cure) throws IOException, InterruptedException {
        Instance leader = stage.leader();
        String before = stage.traffic();
        fault.run();
        long began = System.nanoTime();
        boolean down = stage.nobodyLeads();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        stage.fact(
                name + ": its leader has stepped down",
                down && took.compareTo(STEPPED_DOWN) < 0,
                took.toMillis() + " ms");
        // It steps down by its own clock, also while a call to a server that does not answer is under way.
        boolean said = Http.within(
                SOON,
                () -> KubernetesStage.policy(leader).path("advice").toString().contains("could not be"));
        JsonNode policy = KubernetesStage.policy(leader);
        stage.fact(
                name + ": the status says that nobody leads here, and why; the instance stays ready",
                said && !policy.path("leader").asBoolean() && leader.ready(),
                policy.at("/decision/rules/0/present").asText() + "; " + policy.path("advice"));
        long cured = System.nanoTime();
        cure.run();
        Instance next = stage.leader();
        String back = KubernetesStage.since(cured);
        boolean same = Http.within(SOON, () -> stage.traffic().equals(before));
        stage.fact(
                name + " and returns: one leads again, nothing has moved",
                same,
                next.name() + " after " + back + ", " + stage.traffic());
    }
}
