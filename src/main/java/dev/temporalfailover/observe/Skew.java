package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Votes on targets and policies that this instance's configuration does not name: kept out, and their observers named. */
final class Skew {
    /** Names kept of one observer. */
    private static final int NAMES = 20;

    private final Set<String> policies;
    private final Predicate<Target> configured;
    private final Map<String, List<Unknown>> byObserver = new TreeMap<>();

    /** @param target null if the policy is what is unknown */
    private record Unknown(String policy, Target target) {
        @Override
        public String toString() {
            return target == null ? "policy " + policy : target.toString();
        }
    }

    Skew(Set<String> policies, Predicate<Target> configured) {
        this.policies = policies;
        this.configured = configured;
    }

    /** Takes a report; returns those of its votes that may count. */
    List<PolicyVote> known(String observer, boolean afresh, List<PolicyVote> changed, Collection<Target> gone) {
        if (afresh) {
            byObserver.remove(observer);
        }
        List<PolicyVote> known = new ArrayList<>(changed.size());
        for (PolicyVote one : changed) {
            if (!policies.contains(one.policy())) {
                note(observer, new Unknown(one.policy(), null));
            } else if (!configured.test(one.vote().target())) {
                note(observer, new Unknown("", one.vote().target()));
            } else {
                known.add(one);
            }
        }
        List<Unknown> of = byObserver.get(observer);
        if (of != null && of.removeIf(one -> one.target() != null && gone.contains(one.target())) && of.isEmpty()) {
            byObserver.remove(observer);
        }
        return known;
    }

    private void note(String observer, Unknown name) {
        List<Unknown> of = byObserver.computeIfAbsent(observer, o -> new ArrayList<>());
        if (of.size() < NAMES && !of.contains(name)) {
            of.add(name);
        }
    }

    void drop(String observer) {
        byObserver.remove(observer);
    }

    void clear() {
        byObserver.clear();
    }

    /** By observer, the unknown names of its votes. */
    Map<String, List<String>> names() {
        Map<String, List<String>> names = new TreeMap<>();
        byObserver.forEach((observer, of) ->
                names.put(observer, of.stream().map(Unknown::toString).toList()));
        return names;
    }
}
