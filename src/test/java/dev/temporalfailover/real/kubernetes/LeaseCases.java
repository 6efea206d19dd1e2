package dev.temporalfailover.real.kubernetes;

import static dev.temporalfailover.real.kubernetes.KubernetesStage.SOON;

import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.stand.Instance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who leads, by a real Lease. */
final class LeaseCases {
    /** Lease, the longest wait of a candidate, and what a busy machine takes for it. */
    private static final Duration TAKEN = KubernetesStage.LEASE.plusSeconds(4);

    private final KubernetesStage stage;

    LeaseCases(KubernetesStage stage) {
        this.stage = stage;
    }

    void oneLeads() throws IOException, InterruptedException {
        Instance leader = stage.leader();
        List<String> leading = new ArrayList<>();
        for (Instance instance : stage.instances) {
            if (KubernetesStage.leads(instance)) {
                leading.add(instance.name());
            }
        }
        String address = stage.cluster
                .lease()
                .orElseThrow()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("temporal-failover.dev/address", "none");
        boolean one = leading.equals(List.of(leader.name()))
                && address.equals("127.0.0.1:" + leader.ports().exchange());
        stage.fact("both are ready, the Lease's holder leads alone", one, leading + " at " + address);
        boolean adopted = Http.within(
                SOON,
                () -> stage.cluster.route().orElseThrow().epoch() == 1
                        && stage.grpcRoute().epoch() == 1);
        stage.fact("it adopts the shipped VirtualService and a GRPCRoute", adopted, stage.traffic());
    }

    void theLeaderIsKilled() throws IOException, InterruptedException {
        Instance leader = stage.leader();
        int before = stage.cluster.lease().orElseThrow().getSpec().getLeaseTransitions();
        leader.kill();
        long killed = System.nanoTime();
        boolean taken = Http.within(SOON, () -> !stage.cluster.holder().equals(leader.name()));
        Duration took = Duration.ofNanos(System.nanoTime() - killed);
        int after = stage.cluster.lease().orElseThrow().getSpec().getLeaseTransitions();
        stage.fact(
                "its leader is killed: the other one holds the Lease",
                taken && after == before + 1 && took.compareTo(TAKEN) < 0,
                stage.cluster.holder() + " after " + took.toMillis() + " ms, transition " + after);
        Instance next = stage.leader();
        leader.start();
        boolean back = Http.within(SOON, leader::ready);
        stage.fact(
                "the old one returns and follows",
                back && stage.cluster.holder().equals(next.name()) && !KubernetesStage.leads(leader),
                "the Lease names " + stage.cluster.holder());
    }

    /** Over the whole piece. */
    void neverTwo() {
        List<String> broken = stage.history.broken(KubernetesStage.RENEW);
        stage.fact(
                "no holder came before the other's term was over",
                broken.isEmpty() && stage.history.changes() > 0,
                stage.history.states().size() + " versions of the Lease, " + stage.history.changes()
                        + " changes of holder" + (broken.isEmpty() ? "" : ", " + broken));
    }
}
