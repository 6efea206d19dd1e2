package dev.temporalfailover.real;

import static dev.temporalfailover.real.KubernetesStage.SOON;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.real.stand.Instance;
import java.io.IOException;
import java.time.Duration;

/** The Kubernetes API is gone, in three ways: nobody acts, nothing moves, and it is said why. */
final class OutageCases {
    private static final Duration STEPPED_DOWN = KubernetesStage.RENEW.plusSeconds(3);

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
    }

    private void outage(String name, Act fault, Act cure) throws IOException, InterruptedException {
        Instance leader = stage.leader();
        String before = stage.traffic();
        fault.run();
        long began = System.nanoTime();
        boolean down = stage.nobodyLeads();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        stage.fact(
                name + ": its leader steps down by its deadline",
                down && took.compareTo(STEPPED_DOWN) < 0,
                took.toMillis() + " ms");
        JsonNode policy = KubernetesStage.policy(leader);
        System.out.println("    holder " + policy.path("holder") + " decision "
                + policy.at("/decision/summary") + " " + policy.at("/decision/rules/0") + " routes "
                + policy.path("routes") + " advice "
                + policy.path("advice"));
        System.out.println("    ready " + leader.ready());
        cure.run();
        long cured = System.nanoTime();
        Instance next = stage.leader();
        String took2 = KubernetesStage.since(cured);
        boolean same = Http.within(SOON, () -> stage.traffic().equals(before));
        stage.fact(
                name + " and returns: one leads again, nothing has moved",
                same,
                next.name() + " after " + took2 + ", " + stage.traffic());
    }
}
