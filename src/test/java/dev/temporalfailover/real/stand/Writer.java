package dev.temporalfailover.real.stand;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** Somebody else who writes a region's route, under a name of his own. */
public final class Writer {
    /** As in {@code managedFields}. */
    public static final String NAME = "argocd-controller";

    private final Cluster cluster;

    public Writer(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Sets both weights, whatever they are. */
    public void write(int local, int other) {
        patch("[{\"op\":\"replace\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":" + local
                + "},{\"op\":\"replace\",\"path\":\"/spec/http/0/route/1/weight\",\"value\":" + other + "}]");
    }

    /** Any JSON Patch. */
    public void patch(String json) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(NAME)
                .build();
        cluster.admin()
                .genericKubernetesResources(Route.VIRTUAL_SERVICES)
                .inNamespace(Cluster.BACKEND)
                .withName(Cluster.ROUTE)
                .patch(context, json);
    }
}
