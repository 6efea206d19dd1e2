package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.verdict.RegionJudge.Judged;
import dev.temporalfailover.failover.verdict.TargetVerdict.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The votes of a region's observers on one target -> its verdict.
 *
 * <p>DOWN only if more than the quorum's share of the observers that are heard says so, and more than half of those
 * that probe the target are heard: one node with a bad network is outvoted, and a leader that hears no observer knows
 * nothing. If observers disagree without a quorum for DOWN the target is DEGRADED: some observers reach it.
 */
public final class Quorum {
    /** Outvoted observers that are named. */
    public static final int MAX_NAMED = 20;

    private Quorum() {}

    /** A vote and when its observer was last heard, {@link Moment#steady()}. */
    public record Heard(Vote vote, Duration heard) {}

    /**
     * What came out.
     *
     * @param outvoted heard observers whose vote is DOWN for a target that is alive, or alive for one that is DOWN, by name
     */
    public record QuorumResult(Judged judged, List<String> outvoted) {}

    /** @param votes all votes on the target, at most one of each observer, also of those no longer heard */
    public static QuorumResult judge(Target target, Collection<Heard> votes, QuorumPolicy policy, Duration now) {
        List<Vote> all = new ArrayList<>();
        List<Vote> said = new ArrayList<>();
        int known = 0;
        for (Heard heard : votes) {
            boolean fresh = now.minus(heard.heard()).compareTo(policy.fresh()) <= 0;
            known += heard.vote().counts() ? 1 : 0;
            if (fresh) {
                all.add(heard.vote());
                if (heard.vote().counts()) {
                    said.add(heard.vote());
                }
            }
        }
        Verdict verdict = verdict(said, known, policy);
        Duration at = said.stream().map(Vote::at).max(Comparator.naturalOrder()).orElse(now);
        Duration failingSince = verdict == Verdict.DOWN ? failingSince(said, policy) : null;
        TargetVerdict result = new TargetVerdict(verdict, why(verdict, said, known, policy), Signals.NONE);
        return new QuorumResult(new Judged(target, result, at, failingSince), outvoted(verdict, all));
    }

    private static Verdict verdict(List<Vote> said, int known, QuorumPolicy policy) {
        if (tooFew(said, known, policy)) {
            return Verdict.UNKNOWN;
        }
        if (quorum(count(said, Verdict.DOWN), said, policy)) {
            return Verdict.DOWN;
        }
        if (count(said, Verdict.HEALTHY) * 2 > said.size()) {
            return Verdict.HEALTHY;
        }
        return said.stream().anyMatch(Quorum::alive) ? Verdict.DEGRADED : Verdict.UNKNOWN;
    }

    private static boolean tooFew(List<Vote> said, int known, QuorumPolicy policy) {
        return said.size() < policy.minimum() || said.size() * 2 <= known;
    }

    private static boolean quorum(long votes, List<Vote> said, QuorumPolicy policy) {
        return votes > policy.share() * said.size();
    }

    private static long count(List<Vote> said, Verdict verdict) {
        return said.stream().filter(v -> v.verdict() == verdict).count();
    }

    private static boolean alive(Vote vote) {
        return vote.verdict() == Verdict.HEALTHY || vote.verdict() == Verdict.DEGRADED;
    }

    /** Since when it fails for a quorum; null while some of those that say DOWN already get answers again. */
    private static Duration failingSince(List<Vote> said, QuorumPolicy policy) {
        List<Duration> failing = said.stream()
                .filter(v -> v.verdict() == Verdict.DOWN)
                .map(Vote::failingSince)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        return quorum(failing.size(), said, policy) ? failing.get(0) : null;
    }

    private static String why(Verdict verdict, List<Vote> said, int known, QuorumPolicy policy) {
        if (tooFew(said, known, policy)) {
            return said.size() + " of " + known + " observers heard, needs "
                    + Math.max(policy.minimum(), known / 2 + 1);
        }
        String example = said.stream()
                .filter(v -> v.verdict() == verdict)
                .findFirst()
                .or(() -> said.stream().filter(v -> v.verdict() == Verdict.DOWN).findFirst())
                .map(Vote::why)
                .orElse("");
        if (known == 1) {
            return example;
        }
        Map<Verdict, Long> tally = new EnumMap<>(Verdict.class);
        said.forEach(v -> tally.merge(v.verdict(), 1L, Long::sum));
        StringBuilder text = new StringBuilder();
        tally.forEach((v, n) ->
                text.append(text.isEmpty() ? "" : ", ").append(n).append(' ').append(v));
        return text + " of " + known + " observers" + (example.isEmpty() ? "" : ": " + example);
    }

    private static List<String> outvoted(Verdict verdict, List<Vote> all) {
        boolean alive = verdict == Verdict.HEALTHY || verdict == Verdict.DEGRADED;
        Map<String, Vote> names = new TreeMap<>();
        for (Vote vote : all) {
            boolean against = alive ? vote.verdict() == Verdict.DOWN : verdict == Verdict.DOWN && alive(vote);
            // A slow look is late to learn of an outage: it may only accuse its own node.
            if (against && (alive || vote.counts())) {
                names.put(vote.observer(), vote);
            }
        }
        return names.keySet().stream().limit(MAX_NAMED).toList();
    }
}
