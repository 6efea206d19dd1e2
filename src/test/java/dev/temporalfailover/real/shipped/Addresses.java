package dev.temporalfailover.real.shipped;

import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.real.stand.Mesh;
import dev.temporalfailover.real.stand.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * A region's addresses, each a pod's or a load balancer's, by the last number; the names that ship lead to them.
 *
 * @param region whose
 */
record Addresses(Place region) {
    /** The first instance's pod; the others follow. */
    static final int FIRST_POD = 21;

    /** Temporal's pod. */
    static final int TEMPORAL_POD = 11;

    /** Where every host finds its name server, as with a DNS cache on each node. */
    static final String RESOLVER = "169.254.20.10";

    /** What a pod's resolv.conf says. */
    static final String RESOLV_CONF = """
            search temporal-failover.svc.cluster.local svc.cluster.local cluster.local
            nameserver %s
            options ndots:5
            """.formatted(RESOLVER);

    private static final String CLUSTER = ".temporal-backend.svc.cluster.local";
    private static final String PRIVATE = ".internal.example.com";

    /** The load balancer and the mesh's gateway. */
    String entrance() {
        return region.host().address();
    }

    /** Temporal's pod, with its web UI and its page of figures. */
    String frontend() {
        return number(TEMPORAL_POD);
    }

    String history() {
        return number(12);
    }

    String matching() {
        return number(13);
    }

    String canary() {
        return number(31);
    }

    /** Those beside the host's own; the instances and Temporal have hosts of their own. */
    List<String> more() {
        return List.of(history(), matching(), canary(), RESOLVER);
    }

    /** The public name that no weight moves. */
    String probed() {
        return "temporal-api-" + region.name() + ".example.com";
    }

    /** The names of the load balancer's certificate. */
    List<String> certified() {
        return List.of(HostedZone.RECORD, probed());
    }

    /** The region's own names, as lines of {@link ClusterDns}. */
    List<String> own() {
        return List.of(
                // Who asks from the region's host itself works behind the sidecar there.
                Mesh.LOCAL + " " + frontend() + " 127.0.0.1",
                "temporal-frontend-headless" + CLUSTER + " " + frontend(),
                "temporal-history" + CLUSTER + " " + history(),
                "temporal-matching" + CLUSTER + " " + matching(),
                "temporal-web" + CLUSTER + " " + frontend(),
                "temporal-failover-canary.temporal-failover.svc.cluster.local " + canary());
    }

    /** The names of all places by which the others find them. */
    static List<String> everywhere() {
        List<String> lines = new ArrayList<>();
        for (Place place : Place.REGIONS) {
            Addresses of = new Addresses(place);
            lines.add(place.meshName() + " " + of.frontend());
            List<String> pods = new ArrayList<>();
            for (int i = 0; i < place.instances(); i++) {
                pods.add(of.number(FIRST_POD + i));
            }
            lines.add("temporal-failover." + place.name() + PRIVATE + " " + String.join(",", pods));
        }
        lines.add("temporal-failover.witness" + PRIVATE + " "
                + Place.WITNESS.host().address());
        return lines;
    }

    private String number(int last) {
        return region.host().address().replaceAll("\\d+$", String.valueOf(last));
    }
}
