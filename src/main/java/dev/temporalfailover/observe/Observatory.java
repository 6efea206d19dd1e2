package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Evidence;
import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.Judgement;
import dev.temporalfailover.failover.verdict.Limit;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Quorum;
import dev.temporalfailover.failover.verdict.Quorum.Heard;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.failover.verdict.RegionJudge;
import dev.temporalfailover.failover.verdict.RegionJudge.Judged;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Sustained;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.TargetVerdict;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.failover.verdict.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The windows of all targets and one policy's verdicts on them: steps 3 and 4 of the flow. Owned by the judge thread; what
 * it returns is immutable.
 */
public final class Observatory {
    private static final Duration POOL_STALE = Duration.ofMinutes(2);

    private final Thresholds thresholds;
    private final Set<Service> required;
    private final Function<Target, Duration> staleAfter;
    private final Map<String, Map<Target, Seen>> regions = new TreeMap<>();
    private final Map<String, RegionVerdict> verdicts = new TreeMap<>();
    private final Map<String, Map<String, Pool>> pools = new HashMap<>();
    private final Map<String, Set<String>> outvoted = new TreeMap<>();
    private final Fleet fleet;
    private final ReportedVotes crew;
    private Observers counted = Observers.NONE;
    private boolean leads;
    private List<String> forgotten = List.of();

    /**
     * How this instance's votes and those of others become verdicts.
     *
     * @param self this instance's name
     * @param forgetAfter an observer silent for this long is no longer missed
     * @param chosen whether this instance looks at a target often enough for its vote to count
     */
    public record Fleet(String self, QuorumPolicy quorum, Duration forgetAfter, Predicate<Target> chosen) {
        /** Nobody else observes. */
        public static final Fleet ALONE =
                new Fleet("self", QuorumPolicy.MAJORITY, Duration.ofMinutes(1), target -> true);
    }

    /** Without other observers. */
    public Observatory(
            Collection<String> regions,
            Thresholds thresholds,
            Set<Service> required,
            Function<Target, Duration> staleAfter) {
        this(regions, thresholds, required, staleAfter, Fleet.ALONE);
    }

    /** @param staleAfter how long a target may be silent before it is UNKNOWN; depends on how often it is asked, which may
     *     change; looked at once in each {@link #judgeAll} */
    public Observatory(
            Collection<String> regions,
            Thresholds thresholds,
            Set<Service> required,
            Function<Target, Duration> staleAfter,
            Fleet fleet) {
        this.fleet = fleet;
        this.crew = new ReportedVotes(fleet.forgetAfter());
        this.thresholds = thresholds;
        this.required = required;
        this.staleAfter = staleAfter;
        for (String region : regions) {
            this.regions.put(region, new HashMap<>());
            verdicts.put(region, RegionVerdict.unknown(region, Duration.ZERO));
        }
    }

    /** One target's window and last verdict. */
    private static final class Seen {
        private Thresholds thresholds;
        /** A shorter silence that is to be allowed from the next result on, and since when; null if none is. */
        private Duration shorter;

        private Duration shorterSince;
        private Window window;
        private TargetVerdict verdict = TargetVerdict.NO_DATA;
        /** Without a new result the verdict needs no new look before this. */
        private Duration stands = Duration.ZERO;

        Seen(Thresholds thresholds) {
            this.thresholds = thresholds;
            this.window = Window.empty(thresholds.horizon());
        }

        /**
         * Follows a change of how often the target is asked. What it was heard at its slower pace stands until it can have
         * been heard at the faster one.
         */
        void staleAfter(Duration wanted, Duration now) {
            int order = wanted.compareTo(thresholds.staleAfter());
            if (order >= 0) {
                shorter = null;
            } else if (!wanted.equals(shorter)) {
                shorterSince = shorter == null ? now : shorterSince;
                shorter = wanted;
            }
            if (order > 0 || shorter != null && now.minus(shorterSince).compareTo(shorter) > 0) {
                allow(wanted);
            }
        }

        void heard(ProbeResult result) {
            window = window.plus(result);
            if (shorter != null) {
                allow(shorter);
            }
        }

        private void allow(Duration silence) {
            thresholds = thresholds.withStaleAfter(silence);
            shorter = null;
            stands = Duration.ZERO;
        }
    }

    private record Pool(Sustained utilization, Sustained connections, double active, double max, Duration at) {}

    /** Takes one result in. True if the target's verdict changed, so that its region should be judged at once. */
    public boolean accept(ProbeResult result, Duration now) {
        Map<Target, Seen> region = regions.get(result.target().region());
        if (region == null) {
            return false;
        }
        Seen seen = region.computeIfAbsent(
                result.target(), target -> new Seen(thresholds.withStaleAfter(staleAfter.apply(target))));
        // Nobody judged while this process stood still: what came before a long silence proves nothing.
        boolean lapsed = seen.window.last() != null && now.compareTo(seen.stands) >= 0 && judge(seen, now);
        seen.heard(result);
        return judge(seen, now) || lapsed;
    }

    /** Takes in one sample of a connection pool; {@code max} is NaN without a limit. */
    void pool(String region, String name, double active, double max, Duration now) {
        Limit utilization = thresholds.poolUtilization();
        Pool before = pools.computeIfAbsent(region, r -> new TreeMap<>())
                .getOrDefault(name, new Pool(Sustained.CLEAR, Sustained.CLEAR, 0, Double.NaN, now));
        pools.get(region)
                .put(
                        name,
                        new Pool(
                                before.utilization().plus(utilization, active / max, now),
                                before.connections().plus(thresholds.connections(), active, now),
                                active,
                                max,
                                now));
    }

    /** Whether this instance judges for its region, by the votes of all its observers, or for itself. */
    public void leads(boolean now) {
        leads = now;
        if (!now) {
            crew.disband();
            outvoted.clear();
            counted = Observers.NONE;
        }
    }

    /** Another observer's votes; ignored unless this instance leads. Returns the regions to be judged again. */
    public Set<String> report(String observer, boolean afresh, List<Vote> changed, List<Target> gone, Duration now) {
        return leads && (afresh || knows(observer)) ? crew.report(observer, afresh, changed, gone, now) : Set.of();
    }

    /** Observers that the last {@link #judgeAll} forgot, since they were silent for too long. */
    List<String> forgotten() {
        return forgotten;
    }

    /** True if it has all votes of this observer. Changes of votes that it does not have would be worth nothing. */
    public boolean knows(String observer) {
        return crew.heard().containsKey(observer);
    }

    /** Another observer has ended in good order. Returns the regions to be judged again. */
    public Set<String> left(String observer) {
        return crew.left(observer);
    }

    /** All observers that are not forgotten, this instance too. */
    Set<String> members() {
        Set<String> members = new TreeSet<>(crew.heard().keySet());
        members.add(fleet.self());
        return members;
    }

    private Observers observers(Duration now) {
        Duration oldest = now.minus(fleet.quorum().fresh());
        List<String> silent = crew.heard().entrySet().stream()
                .filter(entry -> entry.getValue().compareTo(oldest) < 0)
                .map(Map.Entry::getKey)
                .toList();
        int heard = 1 + crew.heard().size() - silent.size();
        List<String> named = silent.stream().limit(Observers.MAX_NAMED).toList();
        return new Observers(heard, named, silent.size(), outvoted);
    }

    /** This instance's own votes. */
    public List<Vote> votes(Duration now) {
        List<Vote> own = new ArrayList<>();
        regions.values().forEach(region -> region.forEach((target, seen) -> own.add(vote(target, seen, now))));
        return own;
    }

    private Vote vote(Target target, Seen seen, Duration now) {
        TargetVerdict v = seen.verdict;
        Duration at = seen.window.last() == null ? now : seen.window.last().at();
        boolean counts = fleet.chosen().test(target);
        return new Vote(fleet.self(), target, v.verdict(), v.why(), at, seen.window.failingSince(), counts);
    }

    /** Forgets targets that are no longer probed. */
    void retain(Set<Target> present) {
        crew.retain(present);
        for (Map<Target, Seen> region : regions.values()) {
            region.keySet().retainAll(present);
        }
    }

    /** Judges every region again, and every target whose verdict time alone can have changed; counts the observers. */
    public Judgement judgeAll(Duration now) {
        for (Map<Target, Seen> region : regions.values()) {
            region.forEach((target, seen) -> {
                seen.staleAfter(staleAfter.apply(target), now);
                if (now.compareTo(seen.stands) >= 0) {
                    judge(seen, now);
                }
            });
        }
        forgotten = crew.forget(now);
        regions.forEach((region, own) -> judge(region, own, now));
        counted = leads ? observers(now) : Observers.NONE;
        return new Judgement(verdicts, counted, now);
    }

    /** Judges one region from its targets' present verdicts. */
    public Judgement judgeRegion(String region, Duration now) {
        Map<Target, Seen> own = regions.get(region);
        if (own != null) {
            judge(region, own, now);
        }
        return new Judgement(verdicts, counted, now);
    }

    private void judge(String region, Map<Target, Seen> own, Duration now) {
        List<Judged> judged = leads ? byQuorum(region, own, now) : new ArrayList<>();
        if (!leads) {
            own.forEach((target, seen) -> judged.add(new Judged(
                    target,
                    seen.verdict,
                    seen.window.last() == null ? now : seen.window.last().at(),
                    seen.window.failingSince())));
        }
        verdicts.put(region, RegionJudge.judge(verdicts.get(region), judged, signals(region, now), required, now));
    }

    private List<Judged> byQuorum(String region, Map<Target, Seen> own, Duration now) {
        Set<Target> targets = new HashSet<>(own.keySet());
        crew.targets().stream().filter(t -> t.region().equals(region)).forEach(targets::add);
        Set<String> against = new TreeSet<>();
        List<Judged> judged = new ArrayList<>();
        for (Target target : targets) {
            List<Heard> votes = crew.votes(target);
            Seen seen = own.get(target);
            if (seen != null) {
                votes.add(new Heard(vote(target, seen, now), now));
            } else {
                votes.add(new Heard(silent(fleet.self(), target, now), now));
            }
            crew.withoutVote(target)
                    .forEach((observer, heard) -> votes.add(new Heard(silent(observer, target, now), heard)));
            Quorum.Result result = Quorum.judge(target, votes, fleet.quorum(), now);
            judged.add(result.judged());
            against.addAll(result.outvoted());
        }
        outvoted.put(region, against);
        return judged;
    }

    /** Who has no result yet is asked all the same: the others must not decide as if it did not exist. */
    private static Vote silent(String observer, Target target, Duration now) {
        return new Vote(observer, target, Verdict.UNKNOWN, "no data yet", now, null, true);
    }

    private static boolean judge(Seen seen, Duration now) {
        TargetVerdict before = seen.verdict;
        seen.verdict = Judge.judge(before, seen.window, seen.thresholds, now);
        seen.stands = Judge.stands(seen.window, seen.thresholds, now);
        return seen.verdict.verdict() != before.verdict();
    }

    private List<Evidence> signals(String region, Duration now) {
        List<Evidence> found = new ArrayList<>();
        // A source that fell silent must not keep a region from being a failover target.
        pools.getOrDefault(region, new HashMap<>())
                .values()
                .removeIf(pool -> now.minus(pool.at()).compareTo(POOL_STALE) > 0);
        pools.getOrDefault(region, Map.of()).forEach((name, pool) -> {
            if (pool.utilization().tripped()) {
                String why = String.format(Locale.ROOT, "pool %.0f of %.0f in use", pool.active(), pool.max());
                found.add(new Evidence(region + " " + name, Verdict.DEGRADED, why, pool.at()));
            }
            if (pool.connections().tripped()) {
                String why = String.format(Locale.ROOT, "%.0f connections", pool.active());
                found.add(new Evidence(region + " " + name, Verdict.DEGRADED, why, pool.at()));
            }
        });
        return found;
    }
}
