package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.status.WayAnswers.CanaryCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which regions answered a canary client since a change, and whether these are the shares that were written.
 *
 * <p>A region that should have all must have given each of the newest {@link #ENOUGH} answers. Where the traffic is divided,
 * the counts must be such as a client with these shares gets: every region with a share has answered, none without has, and
 * each share is within three standard deviations of a binomial distribution, sqrt(p(1-p)/n). So a cache or a proxy that has
 * not changed is not taken for one that has.
 *
 * @param agree whether the clients' shares are the written ones
 * @param shares by region; of answers from a region's cluster only
 * @param detail one line for a person
 */
public record ClientShares(boolean agree, Map<String, Double> shares, String detail) {
    /** Answers without which nothing is said. */
    public static final int ENOUGH = 10;
    /** Answers that are looked at where the traffic is divided. */
    private static final int MOST = 150;

    private static final double DEVIATIONS = 3;

    public ClientShares {
        shares = Map.copyOf(shares);
    }

    /**
     * @param calls the newest first
     * @param regions the region of a cluster's id; empty for an id that no region has, or two
     * @param weights by region, as written
     * @param since calls that are older are from before the change
     */
    public static ClientShares of(
            List<CanaryCall> calls,
            Function<String, Optional<String>> regions,
            Map<String, Integer> weights,
            Duration since) {
        List<CanaryCall> young =
                calls.stream().filter(c -> c.age().compareTo(since) <= 0).toList();
        boolean whole = weights.values().stream().filter(w -> w > 0).count() == 1;
        List<CanaryCall> answered = young.stream()
                .filter(CanaryCall::answered)
                .limit(whole ? ENOUGH : MOST)
                .toList();
        if (answered.size() < ENOUGH) {
            return new ClientShares(false, Map.of(), few(answered.size(), young));
        }
        Map<String, Integer> counts = new TreeMap<>();
        List<String> strangers = new ArrayList<>();
        for (CanaryCall call : answered) {
            regions.apply(call.cluster())
                    .ifPresentOrElse(
                            region -> counts.merge(region, 1, Integer::sum), () -> strangers.add(call.cluster()));
        }
        Map<String, Double> shares = new TreeMap<>();
        counts.forEach((region, count) -> shares.put(region, (double) count / answered.size()));
        String text = counts.entrySet().stream()
                .map(one -> one.getValue() + " of " + answered.size() + " answers from " + one.getKey())
                .collect(Collectors.joining(", "));
        if (!strangers.isEmpty()) {
            String unknown = strangers.size() + " of " + answered.size() + " answers from cluster " + strangers.get(0)
                    + ", which is not known as one region's";
            return new ClientShares(false, shares, text.isEmpty() ? unknown : text + ", " + unknown);
        }
        return new ClientShares(agree(counts, answered.size(), weights), shares, text);
    }

    private static String few(int answered, List<CanaryCall> young) {
        String failure = young.stream()
                .filter(c -> !c.answered())
                .findFirst()
                .map(c -> "; the last failure: " + c.failure())
                .orElse("");
        return answered + " answers since the change, " + ENOUGH + " are needed" + failure;
    }

    private static boolean agree(Map<String, Integer> counts, int n, Map<String, Integer> weights) {
        double sum = weights.values().stream().mapToLong(Integer::longValue).sum();
        if (sum <= 0 || !weights.keySet().containsAll(counts.keySet())) {
            return false;
        }
        for (Map.Entry<String, Integer> weight : weights.entrySet()) {
            double wanted = weight.getValue() / sum;
            int count = counts.getOrDefault(weight.getKey(), 0);
            boolean none = wanted > 0 && count == 0 || wanted <= 0 && count > 0;
            double off = Math.abs((double) count / n - wanted);
            if (none || off > DEVIATIONS * Math.sqrt(wanted * (1 - wanted) / n)) {
                return false;
            }
        }
        return true;
    }
}
