package dev.temporalfailover.real.kubernetes;

import dev.temporalfailover.real.stand.Cluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Changes a label of the VirtualService as fast as the API server lets it, from two threads, until it is closed. */
final class Labeller implements AutoCloseable {
    private static final PatchContext PATCH = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("labeller")
            .build();

    private final KubernetesStage stage;
    private final AtomicInteger writes = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean enough;

    Labeller(KubernetesStage stage) {
        this.stage = stage;
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(this::run, "labeller");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run() {
        while (!enough) {
            String patch = "{\"metadata\":{\"labels\":{\"n\":\"" + writes.incrementAndGet() + "\"}}}";
            try {
                stage.routes(stage.cluster.admin()).withName(Cluster.ROUTE).patch(PATCH, patch);
            } catch (KubernetesClientException lost) {
                // The other thread was faster, which serves as well.
                continue;
            }
        }
    }

    /** How many it has sent. */
    int writes() {
        return writes.get();
    }

    /** Returns when both threads have ended; each is at most one request away from that. */
    @Override
    public void close() {
        enough = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
