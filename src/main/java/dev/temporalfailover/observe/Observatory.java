package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Steps 3 and 4 of the flow: one window for each target, each policy's verdicts on them, and the votes of other observers.
 * Owned by the judge thread; what it returns is immutable.
 */
public final class Observatory {
    private final Function<Target, Duration> staleAfter;
    private final Voting voting;
    private final Duration horizon;
    private final Set<String> regions;
    private final List<PolicyJudge> policies;
    private final HeardObservers observers;
    private final Skew skew;
    private final Map<Target, TargetWindow> windows = new HashMap<>();
    private boolean leads;
    private List<String> forgotten = List.of();

    /** @param staleAfter how long a target may be silent before it is UNKNOWN; depends on how often it is asked, which may
     *     change; looked at once in each {@link #judgeAll} */
    public Observatory(Collection<JudgedPolicy> policies, Function<Target, Duration> staleAfter, Voting voting) {
        this.staleAfter = staleAfter;
        this.voting = voting;
        this.observers = new HeardObservers(voting);
        this.horizon = policies.stream()
                .map(policy -> policy.thresholds().horizon())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        this.regions =
                policies.stream().flatMap(policy -> policy.regions().stream()).collect(Collectors.toUnmodifiableSet());
        this.skew = new Skew(
                policies.stream().map(JudgedPolicy::name).collect(Collectors.toUnmodifiableSet()), voting.configured());
        this.policies = policies.stream()
                .map(policy -> new PolicyJudge(policy, voting, observers))
                .toList();
    }

    /**
     * Takes one result in. True if a policy's verdict on the target changed, so that {@link #judgeChanged} should be called
     * soon.
     */
    public boolean accept(ProbeResult result, Duration now) {
        TargetWindow window = windows.get(result.target());
        if (window == null) {
            if (!regions.contains(result.target().region())) {
                return false;
            }
            window = open(result.target());
        }
        return window.accept(result, now);
    }

    private TargetWindow open(Target target) {
        TargetWindow window = new TargetWindow(horizon, staleAfter.apply(target));
        windows.put(target, window);
        policies.forEach(policy -> policy.watch(target, window));
        return window;
    }

    /** Takes in one sample of a connection pool; {@code max} is NaN without a limit. */
    void pool(String region, String name, double active, double max, Duration now) {
        policies.forEach(policy -> policy.pools().sample(region, name, active, max, now));
    }

    /** Whether this instance judges for its region, by the votes of all its observers, or for itself. */
    public void leads(boolean now) {
        leads = now;
        if (!now) {
            observers.clear();
            skew.clear();
        }
        policies.forEach(policy -> policy.leads(now));
    }

    /**
     * Another observer's votes; ignored unless this instance leads. Those on what its own configuration does not name do not
     * count. True if {@link #judgeChanged} should be called soon.
     */
    public boolean report(String observer, boolean afresh, List<PolicyVote> changed, List<Target> gone, Duration now) {
        if (!leads || !afresh && !knows(observer)) {
            return false;
        }
        observers.hear(observer, now);
        boolean news = false;
        List<PolicyVote> known = skew.known(observer, afresh, changed, gone);
        for (PolicyJudge policy : policies) {
            List<Vote> votes = known.stream()
                    .filter(vote -> vote.policy().equals(policy.name()))
                    .map(PolicyVote::vote)
                    .toList();
            news |= policy.report(observer, afresh, votes, gone);
        }
        return news;
    }

    /** When an observer's votes were judged: one that sends, and no longer judges, is silent since then. */
    public void judgedAt(String observer, Duration judged, Duration now) {
        boolean stale = now.minus(judged).compareTo(voting.quorum().fresh()) > 0;
        if (stale && knows(observer)) {
            observers.hear(observer, judged);
        }
    }

    /** True if it has all votes of this observer. Changes of votes that it does not have would be worth nothing. */
    public boolean knows(String observer) {
        return observers.knows(observer);
    }

    /** Another observer has ended in good order. True if {@link #judgeChanged} should be called soon. */
    public boolean left(String observer) {
        boolean news = false;
        skew.drop(observer);
        if (observers.remove(observer)) {
            for (PolicyJudge policy : policies) {
                news |= policy.drop(observer);
            }
        }
        return news;
    }

    /** Observers that the last {@link #judgeAll} forgot, since they were silent for too long. */
    List<String> forgotten() {
        return forgotten;
    }

    /** All observers of this region that are not forgotten, this instance too. */
    Set<String> observers() {
        Set<String> all = new TreeSet<>(observers.all().keySet());
        all.add(voting.self());
        return all;
    }

    /** This instance's own votes for all policies. */
    public List<PolicyVote> votes() {
        List<PolicyVote> own = new ArrayList<>();
        policies.forEach(policy -> policy.votes(own));
        return own;
    }

    /** Forgets targets that are no longer probed. */
    void retain(Set<Target> present) {
        windows.keySet().retainAll(present);
        policies.forEach(policy -> policy.retain(present));
    }

    /** By policy; judges every region again, and every target whose verdict time alone can have changed. */
    public Map<String, Judgement> judgeAll(Duration now) {
        windows.forEach((target, window) -> window.tick(staleAfter.apply(target), now));
        forgotten = observers.lost(now);
        forgotten.forEach(this::left);
        Map<String, Judgement> judgements = new LinkedHashMap<>();
        policies.forEach(policy -> judgements.put(policy.name(), policy.judgeAll(skew.names(), now)));
        return judgements;
    }

    /** By policy; judges the regions where a target's verdict changed since they were judged. */
    public Map<String, Judgement> judgeChanged(Duration now) {
        Map<String, Judgement> judgements = new LinkedHashMap<>();
        for (PolicyJudge policy : policies) {
            if (policy.changed()) {
                judgements.put(policy.name(), policy.judgeChanged(now));
            }
        }
        return judgements;
    }
}
