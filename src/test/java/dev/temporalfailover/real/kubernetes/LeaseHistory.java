package dev.temporalfailover.real.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Every version of the service's Lease that a watch has brought. Thread-safe. */
final class LeaseHistory implements AutoCloseable {
    private final List<State> states = new ArrayList<>();
    private final SharedIndexInformer<Lease> informer;

    /**
     * One version.
     *
     * @param at when the watch brought it
     * @param holder empty for nobody
     */
    record State(Instant at, String holder, int transitions, Instant acquired, Instant renewed) {}

    LeaseHistory(KubernetesClient admin) {
        informer = admin.leases().inNamespace("temporal-failover").inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Lease lease) {
                add(lease);
            }

            @Override
            public void onUpdate(Lease before, Lease lease) {
                add(lease);
            }

            @Override
            public void onDelete(Lease lease, boolean unknown) {
                add(lease);
            }
        });
    }

    private synchronized void add(Lease lease) {
        var spec = lease.getSpec();
        states.add(new State(
                Instant.now(),
                Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
                Objects.requireNonNullElse(spec.getLeaseTransitions(), 0),
                spec.getAcquireTime().toInstant(),
                spec.getRenewTime().toInstant()));
    }

    synchronized List<State> states() {
        return List.copyOf(states);
    }

    /** The longest time between two renewals of one holder since then. */
    Duration longestGap(Instant since) {
        Duration longest = Duration.ZERO;
        State before = null;
        for (State state : states()) {
            if (before != null
                    && before.holder().equals(state.holder())
                    && state.at().isAfter(since)) {
                Duration gap = Duration.between(before.renewed(), state.renewed());
                longest = gap.compareTo(longest) > 0 ? gap : longest;
            }
            before = state;
        }
        return longest;
    }

    /** What broke the rules of a Lease: a holder that came before the other's term was over, or was not counted. */
    List<String> broken(Duration renewDeadline) {
        List<String> broken = new ArrayList<>();
        State before = null;
        for (State state : states()) {
            if (before != null
                    && !before.holder().equals(state.holder())
                    && !state.holder().isEmpty()) {
                boolean free = before.holder().isEmpty();
                boolean over = !state.acquired().isBefore(before.renewed().plus(renewDeadline));
                if (!free && !over || state.transitions() != before.transitions() + 1) {
                    broken.add(before + " then " + state);
                }
            }
            before = state;
        }
        return broken;
    }

    /** How often the holder changed to somebody. */
    long changes() {
        List<State> all = states();
        long changes = 0;
        for (int i = 1; i < all.size(); i++) {
            String holder = all.get(i).holder();
            changes += !holder.isEmpty() && !holder.equals(all.get(i - 1).holder()) ? 1 : 0;
        }
        return changes;
    }

    @Override
    public void close() {
        informer.close();
    }
}
