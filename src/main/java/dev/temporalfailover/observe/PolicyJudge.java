package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Quorum;
import dev.temporalfailover.failover.verdict.Quorum.Heard;
import dev.temporalfailover.failover.verdict.RegionJudge;
import dev.temporalfailover.failover.verdict.RegionJudge.Judged;
import dev.temporalfailover.failover.verdict.RegionTally;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One policy's verdicts on the targets and regions that it names. */
final class PolicyJudge {
    private static final int PACES = 100;

    private final JudgedPolicy policy;
    private final Voting voting;
    private final HeardObservers observers;
    private final ReportedVotes reported;
    private final PoolSignals pools;
    private final Map<String, Map<Target, TargetJudge>> regions = new TreeMap<>();
    private final Map<String, RegionVerdict> verdicts = new TreeMap<>();
    private final Continuity held = new Continuity();
    private final Map<String, Set<String>> outvoted = new TreeMap<>();
    /** By region: targets of which too few look at to judge them. */
    private final Map<String, List<Target>> leftOut = new TreeMap<>();
    /** Regions whose verdict may be another since they were judged. */
    private final Set<String> changed = new TreeSet<>();
    /** One value for all targets that may be silent for the same time: a fleet has thousands of targets and few paces. */
    private final Map<Duration, Thresholds> atHome = new HashMap<>();
    /** The same for targets of other regions. */
    private final Map<Duration, Thresholds> abroad = new HashMap<>();

    private Observers counted = Observers.NONE;
    private boolean leads;

    PolicyJudge(JudgedPolicy policy, Voting voting, HeardObservers observers) {
        this.policy = policy;
        this.voting = voting;
        this.observers = observers;
        this.reported = new ReportedVotes(observers);
        this.pools = new PoolSignals(policy.thresholds());
        for (String region : policy.regions()) {
            regions.put(region, new HashMap<>());
            verdicts.put(region, RegionVerdict.unknown(region, Duration.ZERO));
        }
    }

    String name() {
        return policy.name();
    }

    PoolSignals pools() {
        return pools;
    }

    /** Judges a target from now on, if it is of a region that this policy names. */
    void watch(Target target, TargetWindow window) {
        Map<Target, TargetJudge> region = regions.get(target.region());
        if (region != null) {
            TargetJudge judge = new TargetJudge(target, this, window.staleAfter());
            window.add(judge);
            region.put(target, judge);
        }
    }

    /** The thresholds for a target of this region that is UNKNOWN after this silence. */
    Thresholds thresholds(String region, Duration silence) {
        boolean elsewhere = !region.equals(policy.home());
        Map<Duration, Thresholds> bySilence = elsewhere ? abroad : atHome;
        if (bySilence.size() > PACES) {
            bySilence.clear();
        }
        return bySilence.computeIfAbsent(silence, s -> policy.thresholds().silentFor(s, elsewhere));
    }

    void verdictChanged(Target target) {
        changed.add(target.region());
    }

    /** Whether it judges by the votes of all observers of this region, or by its own alone. */
    void leads(boolean now) {
        leads = now;
        if (!now) {
            reported.clear();
            outvoted.clear();
            leftOut.clear();
            counted = Observers.NONE;
        }
    }

    /** Another observer's votes for this policy. True if a region should be judged at once. */
    boolean report(String observer, boolean afresh, List<Vote> votes, List<Target> gone) {
        return mark(reported.report(observer, afresh, votes, gone));
    }

    /** Drops an observer's votes. True if a region should be judged at once. */
    boolean drop(String observer) {
        return mark(reported.drop(observer));
    }

    private boolean mark(Set<String> touched) {
        touched.stream().filter(regions::containsKey).forEach(changed::add);
        return !touched.isEmpty();
    }

    /** Forgets targets that are no longer probed. */
    void retain(Set<Target> present) {
        reported.retain(present);
        regions.values().forEach(region -> region.keySet().retainAll(present));
    }

    /** This instance's own votes. */
    void votes(List<PolicyVote> into) {
        regions.values().forEach(region -> region.values()
                .forEach(judge -> into.add(new PolicyVote(policy.name(), vote(judge.judged())))));
    }

    /** True if a region should be judged at once. */
    boolean changed() {
        return !changed.isEmpty();
    }

    /** Judges the regions where something changed. */
    Judgement judgeChanged(Duration now) {
        changed.forEach(region -> judge(region, now));
        changed.clear();
        return new Judgement(verdicts, counted, now);
    }

    /**
     * Judges all regions, and counts the observers.
     *
     * @param unknown by observer: names in its votes that the configuration does not have
     */
    Judgement judgeAll(Map<String, List<String>> unknown, Duration now) {
        regions.keySet().forEach(region -> judge(region, now));
        changed.clear();
        counted = leads ? observers.counted(outvoted, skewed(unknown), now) : Observers.NONE;
        return new Judgement(verdicts, counted, now);
    }

    private Map<String, List<String>> skewed(Map<String, List<String>> unknown) {
        Map<String, List<String>> named = new TreeMap<>();
        List<String> own = leftOut.values().stream()
                .flatMap(List::stream)
                .map(Target::toString)
                .sorted()
                .limit(Observers.MAX_NAMED)
                .toList();
        if (!own.isEmpty()) {
            named.put(voting.self(), own);
        }
        unknown.entrySet().stream().limit(Observers.MAX_NAMED).forEach(one -> named.put(one.getKey(), one.getValue()));
        return named;
    }

    private void judge(String region, Duration now) {
        RegionTally tally = leads ? byQuorum(region, now) : byItself(region);
        RegionVerdict before = verdicts.get(region).asOf(now, policy.unbroken());
        verdicts.put(
                region,
                held.held(RegionJudge.judge(before, tally, pools.evidence(region, now), policy.required(), now)));
    }

    private RegionTally byItself(String region) {
        RegionTally tally = new RegionTally();
        for (TargetJudge judge : regions.get(region).values()) {
            tally.add(judge.judged());
        }
        return tally;
    }

    private RegionTally byQuorum(String region, Duration now) {
        Map<Target, TargetJudge> own = regions.get(region);
        Set<Target> targets = new HashSet<>(own.keySet());
        targets.addAll(reported.seenByMost(region, 1 + observers.all().size()));
        Set<String> against = new TreeSet<>();
        List<Target> passed = new ArrayList<>();
        RegionTally tally = new RegionTally();
        for (Target target : targets) {
            List<Heard> votes = reported.votes(target);
            TargetJudge judge = own.get(target);
            Map<String, Duration> without = reported.withoutVote(target);
            if (!watched(judge, votes.size(), without.keySet(), now)) {
                if (judge != null) {
                    passed.add(target);
                }
                continue;
            }
            votes.add(new Heard(judge == null ? silent(voting.self(), target, now) : vote(judge.judged()), now));
            without.forEach((observer, heard) -> votes.add(new Heard(silent(observer, target, now), heard)));
            Quorum.QuorumResult result = Quorum.judge(target, votes, voting.quorum(), now);
            tally.add(result.judged());
            against.addAll(result.outvoted());
        }
        outvoted.put(region, against);
        leftOut.put(region, passed);
        return tally;
    }

    /**
     * True if more than half of this region's observers look at a target, or may yet. While a configuration rolls out, one
     * observer that is ahead or behind, the leader too, must neither decide alone on a target nor spoil the region's verdict.
     */
    private boolean watched(TargetJudge own, int votes, Set<String> without, Duration now) {
        int all = 1 + observers.all().size();
        if (own == null) {
            return votes * 2 > all;
        }
        Duration stale = own.staleAfter();
        Duration patience = stale.compareTo(voting.forgetAfter()) > 0 ? stale : voting.forgetAfter();
        long strangers = without.stream()
                .filter(observer -> now.minus(observers.since(observer)).compareTo(patience) > 0)
                .count();
        return strangers * 2 < all;
    }

    private Vote vote(Judged judged) {
        return new Vote(
                voting.self(),
                judged.target(),
                judged.verdict().verdict(),
                judged.verdict().why(),
                judged.at(),
                judged.failingSince(),
                voting.chosen().test(judged.target()));
    }

    /** An observer without a result is asked all the same: the others must not decide as if it did not exist. */
    private static Vote silent(String observer, Target target, Duration now) {
        return new Vote(observer, target, Verdict.UNKNOWN, "no data yet", now, null, true);
    }
}
