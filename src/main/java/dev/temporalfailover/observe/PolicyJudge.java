package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Quorum;
import dev.temporalfailover.failover.verdict.Quorum.Heard;
import dev.temporalfailover.failover.verdict.RegionJudge;
import dev.temporalfailover.failover.verdict.RegionJudge.Judged;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Target;
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
    private final JudgedPolicy policy;
    private final Voting voting;
    private final HeardObservers observers;
    private final ReportedVotes reported;
    private final PoolSignals pools;
    private final Map<String, Map<Target, TargetJudge>> regions = new TreeMap<>();
    private final Map<String, RegionVerdict> verdicts = new TreeMap<>();
    private final Map<String, Set<String>> outvoted = new TreeMap<>();
    /** Regions whose verdict may be another since they were judged. */
    private final Set<String> changed = new TreeSet<>();

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
            TargetJudge judge = new TargetJudge(window, policy.thresholds(), () -> changed.add(target.region()));
            window.add(judge);
            region.put(target, judge);
        }
    }

    /** Whether it judges by the votes of all observers of this region, or by its own alone. */
    void leads(boolean now) {
        leads = now;
        if (!now) {
            reported.clear();
            outvoted.clear();
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
    void votes(List<PolicyVote> into, Duration now) {
        regions.values()
                .forEach(region -> region.forEach(
                        (target, judge) -> into.add(new PolicyVote(policy.name(), vote(target, judge, now)))));
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

    /** Judges all regions, and counts the observers. */
    Judgement judgeAll(Duration now) {
        regions.keySet().forEach(region -> judge(region, now));
        changed.clear();
        counted = leads ? observers.counted(outvoted, now) : Observers.NONE;
        return new Judgement(verdicts, counted, now);
    }

    private void judge(String region, Duration now) {
        List<Judged> judged = leads ? byQuorum(region, now) : byItself(region, now);
        verdicts.put(
                region,
                RegionJudge.judge(verdicts.get(region), judged, pools.evidence(region, now), policy.required(), now));
    }

    private List<Judged> byItself(String region, Duration now) {
        List<Judged> judged = new ArrayList<>();
        regions.get(region).forEach((target, judge) -> {
            TargetWindow window = judge.window();
            judged.add(new Judged(
                    target, judge.verdict(), window.newest(now), window.window().failingSince()));
        });
        return judged;
    }

    private List<Judged> byQuorum(String region, Duration now) {
        Map<Target, TargetJudge> own = regions.get(region);
        Set<Target> targets = new HashSet<>(own.keySet());
        reported.targets().stream().filter(t -> t.region().equals(region)).forEach(targets::add);
        Set<String> against = new TreeSet<>();
        List<Judged> judged = new ArrayList<>();
        for (Target target : targets) {
            List<Heard> votes = reported.votes(target);
            TargetJudge judge = own.get(target);
            votes.add(new Heard(judge == null ? silent(voting.self(), target, now) : vote(target, judge, now), now));
            reported.withoutVote(target)
                    .forEach((observer, heard) -> votes.add(new Heard(silent(observer, target, now), heard)));
            Quorum.QuorumResult result = Quorum.judge(target, votes, voting.quorum(), now);
            judged.add(result.judged());
            against.addAll(result.outvoted());
        }
        outvoted.put(region, against);
        return judged;
    }

    private Vote vote(Target target, TargetJudge judge, Duration now) {
        TargetWindow window = judge.window();
        return new Vote(
                voting.self(),
                target,
                judge.verdict().verdict(),
                judge.verdict().why(),
                window.newest(now),
                window.window().failingSince(),
                voting.chosen().test(target));
    }

    /** An observer without a result is asked all the same: the others must not decide as if it did not exist. */
    private static Vote silent(String observer, Target target, Duration now) {
        return new Vote(observer, target, Verdict.UNKNOWN, "no data yet", now, null, true);
    }
}
