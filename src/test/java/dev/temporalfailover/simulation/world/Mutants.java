package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.SimulatedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a {@link Mutation} makes of what the processes are given. Without one everything passes as it is. */
final class Mutants {
    private final World world;
    private final Mutation m;

    Mutants(World world) {
        this.world = world;
        this.m = world.options.mutation();
    }

    /** The region whose targets an instance judges by the latency limit as it stands. */
    String home(String region) {
        return m == Mutation.DISTANCE_IS_ILLNESS ? World.other(region) : region;
    }

    /** The policy that the loops get; the rules are checked by the scenario's. */
    FailoverPolicy policy(String region) {
        FailoverPolicy p = world.scenario.policyOf(region);
        if (m == Mutation.NONE) {
            return p;
        }
        EvidencePolicy e = p.evidence();
        FailbackPolicy f = p.failback();
        boolean asked = e.required() != Required.ALONE;
        Required required = m == Mutation.EVIDENCE_IGNORED
                ? Required.ALONE
                : m == Mutation.DISPUTES_IGNORED && asked ? Required.MAJORITY : e.required();
        return new FailoverPolicy(
                p.name(),
                p.regions(),
                p.weight(),
                new SwitchLimits(
                        m == Mutation.NO_HOLD_DOWN ? Duration.ZERO : p.limits().holdDown(),
                        m == Mutation.ESCAPE_AT_ONCE
                                ? Duration.ZERO
                                : p.limits().escapeAfter(),
                        m == Mutation.NO_VELOCITY_CAP ? 1_000 : p.limits().maxSwitches(),
                        p.limits().switchWindow(),
                        m == Mutation.NO_QUIET_PERIOD
                                ? Duration.ZERO
                                : p.limits().quietPeriod()),
                new EvidencePolicy(
                        required, e.places(), m == Mutation.STALE_OPINIONS_COUNT ? Duration.ofDays(1) : e.fresh()),
                new FailbackPolicy(
                        f.automatic() || m == Mutation.FAILBACK_UNASKED,
                        m == Mutation.FAILBACK_AT_ONCE ? Duration.ZERO : f.stableFor(),
                        m == Mutation.STEPS_SKIPPED ? List.of(100) : f.steps(),
                        m == Mutation.NO_STEP_INTERVAL ? Duration.ZERO : f.stepInterval()),
                m == Mutation.REPLICATION_LAG_IGNORED ? Optional.empty() : p.maxReplicationLag(),
                m == Mutation.HANDOVERS_NOT_WAITED_FOR ? Optional.empty() : p.handover());
    }

    SimulatedProcess.Quorum quorum() {
        SimulatedProcess.Quorum q = world.scenario.quorum();
        QuorumPolicy p = q.policy();
        return switch (m) {
            case MINORITY_IS_ENOUGH ->
                new SimulatedProcess.Quorum(new QuorumPolicy(0.1, p.minimum(), p.fresh()), q.forgetAfter());
            default -> q;
        };
    }

    SimulatedProcess.Times times() {
        SimulatedProcess.Times t = world.scenario.times();
        return m == Mutation.SILENCE_PROVES
                ? new SimulatedProcess.Times(t.tick(), t.readInterval(), t.insyncTimeout(), Duration.ofDays(1))
                : t;
    }

    /** What a loop is told of its verdicts. */
    Map<String, RegionVerdict> fed(Map<String, RegionVerdict> judged, Instance self) {
        return switch (m) {
            case UNKNOWN_IS_DOWN,
                    ANY_TARGET,
                    HEALTHY_IS_DOWN,
                    NO_ROLLBACK,
                    OWN_DOWN_IGNORED,
                    LED_OUT_ALIVE,
                    RETURNED_TO_THE_DEAD -> changed(judged, self);
            default -> judged;
        };
    }

    private Map<String, RegionVerdict> changed(Map<String, RegionVerdict> judged, Instance self) {
        Map<String, RegionVerdict> told = new TreeMap<>();
        judged.forEach((region, v) -> {
            boolean active = world.active().equals(Optional.of(region));
            Verdict is = v.verdict();
            boolean unknown = is == Verdict.UNKNOWN;
            boolean bad = is == Verdict.DOWN || is == Verdict.DEGRADED;
            boolean own = region.equals(self.region);
            if (m == Mutation.OWN_DOWN_IGNORED && own && is == Verdict.DOWN
                    || m == Mutation.RETURNED_TO_THE_DEAD && active && isMarked(self)) {
                is = Verdict.HEALTHY;
            } else if (m == Mutation.LED_OUT_ALIVE && own && active && hearsOfATakeover(self)) {
                is = Verdict.DOWN;
            } else if (m == Mutation.UNKNOWN_IS_DOWN && unknown || m == Mutation.HEALTHY_IS_DOWN && active) {
                is = Verdict.DOWN;
            } else if (m == Mutation.ANY_TARGET && !active && (unknown || is == Verdict.DEGRADED)) {
                is = Verdict.HEALTHY;
            } else if (m == Mutation.NO_ROLLBACK && !active && bad && hasAShare(region)) {
                is = Verdict.UNKNOWN;
            }
            told.put(
                    region,
                    new RegionVerdict(
                            region, is, v.since(), v.tier(), v.why(), v.evidence(), v.failingSince(), v.at()));
        });
        return told;
    }

    private boolean isMarked(Instance self) {
        return world.clusters.get(self.region).routes.values().stream()
                .anyMatch(route -> route.claim().takeover().isPresent());
    }

    private static boolean hearsOfATakeover(Instance self) {
        return self.watches().heard.values().stream()
                .anyMatch(told -> told.opinion().takeover().isPresent());
    }

    private boolean hasAShare(String region) {
        return world.zone.epoch().map(EpochRecord::weights).orElse(Map.of()).getOrDefault(region, 0) > 0;
    }

    /** What a probe's end is taken for. */
    Outcome heard(Outcome outcome) {
        boolean unclear = m == Mutation.UNCLEAR_IS_FAILED && outcome.meaning() == Outcome.Meaning.UNCLEAR;
        boolean overload = m == Mutation.OVERLOAD_IS_FAILED && outcome == Outcome.OVERLOADED;
        return unclear || overload ? Outcome.FAILED : outcome;
    }

    /** What a loop is told of other places. */
    Elsewhere elsewhere(Instance self, Elsewhere is) {
        return switch (m) {
            case SILENCE_CONFIRMS -> new Elsewhere(silentAreDown(self, is), is.connectivity());
            case CONNECTIVITY_ALWAYS_CONFIRMS ->
                new Elsewhere(
                        is.opinions(),
                        is.connectivity().map(c -> new Connectivity(c.total(), c.total(), "", self.now())));
            case PEER_HOLD_IGNORED ->
                new Elsewhere(
                        is.opinions().stream()
                                .map(o -> words(o, o.words(), Optional.empty()))
                                .toList(),
                        is.connectivity());
            case TARGET_SEEN_DOWN_ELSEWHERE_IGNORED ->
                new Elsewhere(is.opinions().stream().map(this::onlyOnTheActive).toList(), is.connectivity());
            case TAKEOVERS_UNHEARD ->
                new Elsewhere(
                        is.opinions().stream().map(Mutants::withoutTakeover).toList(), is.connectivity());
            case INVENTED_EPOCHS_COUNT ->
                new Elsewhere(is.opinions().stream().map(this::neverRefuted).toList(), is.connectivity());
            case AN_OBSERVER_CONFIRMS ->
                new Elsewhere(is.opinions().stream().map(Mutants::asLeader).toList(), is.connectivity());
            default -> is;
        };
    }

    private List<Opinion> silentAreDown(Instance self, Elsewhere is) {
        List<Opinion> said = new ArrayList<>();
        for (String place : world.scenario.places(self.region)) {
            Optional<Opinion> heard =
                    is.of(place).filter(o -> o.fresh(Duration.ofMillis(world.scenario.fresh()), self.now()));
            said.add(heard.orElseGet(() -> allDown(self, place)));
        }
        return said;
    }

    private Opinion allDown(Instance self, String place) {
        Map<String, Opinion.Word> words = new HashMap<>();
        world.active()
                .ifPresent(
                        region -> words.put(region, new Opinion.Word(Verdict.DOWN, "silent", self.now(), self.now())));
        return new Opinion(
                place,
                Opinion.Role.LEADER,
                place,
                words,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                self.now());
    }

    private Opinion onlyOnTheActive(Opinion o) {
        Map<String, Opinion.Word> words = new HashMap<>(o.words());
        words.keySet().removeIf(region -> !world.active().equals(Optional.of(region)));
        return words(o, words, o.hold());
    }

    private static Opinion words(Opinion o, Map<String, Opinion.Word> words, Optional<Opinion.Held> hold) {
        return new Opinion(
                o.place(), o.role(), o.instance(), words, o.epoch(), hold, o.takeover(), o.replication(), o.at());
    }

    /** With another number each time, so that no reading is later than the word. */
    private Opinion neverRefuted(Opinion o) {
        Optional<Long> changing = world.robbed() ? Optional.of(1_000_000 + world.time.now()) : o.epoch();
        return new Opinion(
                o.place(),
                o.role(),
                o.instance(),
                o.words(),
                changing,
                o.hold(),
                o.takeover(),
                o.replication(),
                o.at());
    }

    private static Opinion withoutTakeover(Opinion o) {
        return new Opinion(
                o.place(),
                o.role(),
                o.instance(),
                o.words(),
                o.epoch(),
                o.hold(),
                Optional.empty(),
                o.replication(),
                o.at());
    }

    private static Opinion asLeader(Opinion o) {
        return new Opinion(
                o.place(),
                Opinion.Role.LEADER,
                o.instance(),
                o.words(),
                o.epoch(),
                o.hold(),
                o.takeover(),
                o.replication(),
                o.at());
    }
}
