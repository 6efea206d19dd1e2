package dev.temporalfailover.emulator.route53;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which record set of a group answers (<a
 * href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html">how
 * Route 53 chooses records when health checking is configured</a>, and Weight in ResourceRecordSet).
 */
final class RecordChoice {
    private static final int MAX_DEPTH = 8;
    private final Predicate<String> healthy;
    private final Random random;

    RecordChoice(Predicate<String> healthy, Random random) {
        this.healthy = healthy;
        this.random = random;
    }

    /**
     * One of the group, null if it is empty: healthy ones with a weight; if there are none, healthy ones of weight zero;
     * if nothing is healthy, as if everything were.
     */
    RecordSet choose(List<RecordSet> group, Function<RecordSet, List<RecordSet>> target) {
        if (group.isEmpty() || group.get(0).weight() == null) {
            return group.isEmpty() ? null : group.get(0);
        }
        List<RecordSet> up = group.stream().filter(r -> healthy(r, target, 0)).toList();
        return byWeight(up.isEmpty() ? group : up);
    }

    private RecordSet byWeight(List<RecordSet> of) {
        long sum = of.stream().mapToLong(RecordSet::weight).sum();
        synchronized (random) {
            if (sum == 0) {
                return of.get(random.nextInt(of.size()));
            }
            long at = random.nextInt((int) sum);
            for (RecordSet r : of) {
                at -= r.weight();
                if (at < 0) {
                    return r;
                }
            }
        }
        throw new IllegalStateException("weights do not sum to " + sum);
    }

    private boolean healthy(RecordSet r, Function<RecordSet, List<RecordSet>> target, int depth) {
        if (r.healthCheckId() != null && !healthy.test(r.healthCheckId())) {
            return false;
        }
        if (r.alias() == null || !r.alias().evaluateTargetHealth() || depth > MAX_DEPTH) {
            return true;
        }
        return target.apply(r).stream().anyMatch(t -> healthy(t, target, depth + 1));
    }
}
