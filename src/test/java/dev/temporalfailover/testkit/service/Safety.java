package dev.temporalfailover.testkit.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules that every write of the story is held against, from outside of the service. Callable from any thread. */
public final class Safety {
    public static final String NOT_ALL_ZERO = "weights are never all zero";
    public static final String WHOLE = "no record set or route loses a member";
    public static final String ONE_STEP = "exactly one epoch step per move";
    public static final String NO_WRONG_FLIP = "no move but those called for";
    public static final String SERVICE = "the services count no violated invariant";
    public static final String AGREE = "DNS and routes agree at the end";
    private static final List<String> ALL = List.of(NOT_ALL_ZERO, WHOLE, ONE_STEP, NO_WRONG_FLIP, SERVICE, AGREE);

    private final int regions;
    private final Map<String, List<String>> violations = new LinkedHashMap<>();
    private String active;
    private int moves;
    private int allowed = 1;

    /** @param active the region that carries the traffic; any other is wrong until it is called for */
    public Safety(int regions, String active) {
        this.regions = regions;
        this.active = active;
        ALL.forEach(rule -> violations.put(rule, new ArrayList<>()));
    }

    /** From now on traffic may move to this region, once. */
    public synchronized void callFor(String region) {
        callForSteps(region, 1);
    }

    /** From now on traffic may move to this region in so many moves; before the last one regions share it. */
    public synchronized void callForSteps(String region, int steps) {
        active = region;
        moves = 0;
        allowed = steps;
    }

    /** How often DNS has moved since the last call for it. */
    public synchronized int moves() {
        return moves;
    }

    /** A batch was accepted. */
    public synchronized void dns(ZoneState before, ZoneState after) {
        members("DNS", after.weights(), after.weights().size());
        if (before.epoch() > 0 && after.epoch() != before.epoch() + 1) {
            violated(ONE_STEP, "epoch " + before.epoch() + " -> " + after.epoch());
        }
        if (!before.weights().equals(after.weights())) {
            carried("DNS", after.weights());
            if (++moves > allowed) {
                violated(NO_WRONG_FLIP, "DNS moved " + moves + " times");
            }
        }
    }

    /** A cluster's route was written. */
    public synchronized void route(String cluster, Map<String, Integer> weights, int destinations) {
        members("route of " + cluster, weights, destinations);
        carried("route of " + cluster, weights);
    }

    /** A rule does not hold. */
    public synchronized void violated(String rule, String how) {
        violations.get(rule).add(how);
    }

    /** Changes of traffic that the story did not call for, by the zone's and the routes' history. */
    public synchronized int wrongFlips() {
        return violations.get(NO_WRONG_FLIP).size();
    }

    /** Every rule with what broke it. */
    public synchronized Map<String, List<String>> rules() {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        violations.forEach((rule, how) -> copy.put(rule, List.copyOf(how)));
        return copy;
    }

    public synchronized boolean held() {
        return broken().isEmpty();
    }

    /** The first broken rule and what broke it. */
    public synchronized Optional<String> broken() {
        return violations.entrySet().stream()
                .filter(rule -> !rule.getValue().isEmpty())
                .map(rule -> rule.getKey() + ": " + rule.getValue().get(0))
                .findFirst();
    }

    private void members(String what, Map<String, Integer> weights, int count) {
        if (weights.values().stream().allMatch(weight -> weight == 0)) {
            violated(NOT_ALL_ZERO, what + " " + weights);
        }
        if (weights.size() != regions || count != regions) {
            violated(WHOLE, what + " " + weights + " of " + count);
        }
    }

    private void carried(String what, Map<String, Integer> weights) {
        weights.forEach((region, weight) -> {
            if (weight > 0 && !region.equals(active) && allowed == 1) {
                violated(NO_WRONG_FLIP, what + " sends traffic to " + region + ", called for is " + active);
            }
        });
    }
}
