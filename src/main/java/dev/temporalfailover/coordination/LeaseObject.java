package dev.temporalfailover.coordination;

import dev.temporalfailover.outside.kubernetes.ApiObject;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A region's Lease in the Kubernetes API, as one candidate reads and writes it. Its methods throw {@code
 * KubernetesClientException}; code 409 if another writer was faster.
 */
record LeaseObject(KubernetesClient client, String namespace, String name, Candidate self) {
    /** Annotation of the Lease: where its holder takes reports, {@code host:port}. */
    static final String ADDRESS = "temporal-failover.dev/address";

    /** Annotation of the Lease: where its holder's API is, {@code host:port}. */
    static final String API = "temporal-failover.dev/api";

    private static final int LONGEST_ADDRESS = 300;

    /** The Lease, or null if there is none. */
    Lease read() {
        Lease lease = client.leases().inNamespace(namespace).withName(name).get();
        return lease == null ? null : ApiObject.whole(lease, "Lease");
    }

    /**
     * Writes this candidate as the holder; returns the Lease as the API server has it then.
     *
     * @param before as it was read, or null
     * @param wall calendar time, only for people
     */
    Lease claim(Lease before, Duration lasts, Instant wall) {
        int seconds = (int) lasts.toSeconds();
        Lease mine =
                before == null ? create(seconds, time(wall)) : update(before, self.identity(), seconds, time(wall));
        if (!holder(ApiObject.whole(mine, "Lease")).equals(self.identity())) {
            throw new KubernetesClientException("the API server answered with another holder");
        }
        return mine;
    }

    /** Frees the Lease if this candidate holds it. True if it did. */
    boolean release(Instant wall) {
        Lease lease = read();
        boolean held = lease != null && holder(lease).equals(self.identity());
        if (held) {
            update(lease, "", 1, time(wall));
        }
        return held;
    }

    /** The holder it names, empty if none; {@code lease} may be null. */
    static String holder(Lease lease) {
        return Optional.ofNullable(lease)
                .map(Lease::getSpec)
                .map(LeaseSpec::getHolderIdentity)
                .orElse("");
    }

    /** The address in this annotation; empty if that is missing or not an address: every writer can write nonsense. */
    static Optional<String> address(Lease lease, String annotation) {
        return holder(lease).isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(lease.getMetadata().getAnnotations())
                        .map(annotations -> annotations.get(annotation))
                        .filter(stated -> stated.length() <= LONGEST_ADDRESS
                                && stated.matches("[A-Za-z0-9._:\\[\\]-]+:[0-9]{1,5}"));
    }

    private Lease create(int seconds, ZonedDateTime now) {
        Lease lease = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withAnnotations(annotations(null, true))
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(self.identity())
                .withLeaseDurationSeconds(seconds)
                .withAcquireTime(now)
                .withRenewTime(now)
                .withLeaseTransitions(0)
                .endSpec()
                .build();
        return client.leases().inNamespace(namespace).resource(lease).create();
    }

    private Lease update(Lease lease, String to, int seconds, ZonedDateTime now) {
        LeaseSpec was = lease.getSpec() == null ? new LeaseSpec() : lease.getSpec();
        boolean same = to.equals(was.getHolderIdentity());
        int transitions = was.getLeaseTransitions() == null ? 0 : was.getLeaseTransitions();
        boolean taken = !same && !to.isEmpty() && transitions < Integer.MAX_VALUE;
        Lease changed = new LeaseBuilder(lease)
                .editMetadata()
                .withAnnotations(annotations(lease.getMetadata().getAnnotations(), !to.isEmpty()))
                .endMetadata()
                .editOrNewSpec()
                .withHolderIdentity(to)
                .withLeaseDurationSeconds(seconds)
                .withAcquireTime(same && was.getAcquireTime() != null ? was.getAcquireTime() : now)
                .withRenewTime(now)
                .withLeaseTransitions(taken ? transitions + 1 : transitions)
                .endSpec()
                .build();
        // Carries the resourceVersion that was read, so a faster writer makes this a 409.
        return client.leases().inNamespace(namespace).resource(changed).update();
    }

    /** These annotations with this candidate's addresses, or without any. */
    private Map<String, String> annotations(Map<String, String> before, boolean mine) {
        Map<String, String> all = before == null ? new HashMap<>() : new HashMap<>(before);
        Map.of(ADDRESS, self.address(), API, self.api()).forEach((annotation, address) -> {
            all.remove(annotation);
            if (mine && !address.isEmpty()) {
                all.put(annotation, address);
            }
        });
        return all;
    }

    private static ZonedDateTime time(Instant wall) {
        return wall.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    }

    @Override
    public String toString() {
        return "the lease " + namespace + "/" + name;
    }
}
