package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When this region's takeover begins, goes on and ends. Route 53's health checks and the routes follow it, so it must not end
 * because the old region returns, and must end when this one is DOWN.
 */
final class TakeoverRule {
    private final FailoverPolicy policy;
    private final Situation s;
    private final String owner;
    private final Moment now;
    private final Optional<Takeover> inForce;

    TakeoverRule(FailoverPolicy policy, Situation s, String owner, Moment now) {
        this.policy = policy;
        this.s = s;
        this.owner = owner;
        this.now = now;
        this.inForce = s.intents().takeover();
    }

    /** True if the move is to be claimed by a takeover: all of it comes here now, and the record cannot be written. */
    boolean claims(Shift shift) {
        long present = s.dns().epoch().map(EpochRecord::epoch).orElse(0L);
        boolean newer = inForce.filter(t -> t.epoch() > present).isPresent();
        boolean cannot = !newer && (s.dns().unwritten().isPresent() || pending());
        return cannot && shift.to().equals(s.self()) && urgent(shift) && confirmed(s, shift) && serves();
    }

    /** A failback can wait for the record; a takeover would give all at once what its steps give little by little. */
    private static boolean urgent(Shift shift) {
        return shift.share() == 100 && shift.reason() != Reason.FAILBACK;
    }

    /**
     * What a machine wants needs the evidence of other places and our own, an alert's request too; taking a share back from a
     * region that fails needs none.
     */
    static boolean confirmed(Situation s, Shift shift) {
        if (!shift.automatic() || shift.reason() == Reason.TAKEN_OVER || shift.reason() == Reason.ROLLED_BACK) {
            return true;
        }
        return s.verdict(shift.from()).verdict() == Verdict.DOWN
                && shift.rules().stream()
                        .filter(rule -> rule.name() == Reason.UNCONFIRMED || rule.name() == Reason.DISPUTED)
                        .allMatch(rule -> rule.allows());
    }

    /**
     * A region that is DOWN takes over from no region: if it went on, and the other region took over from it in turn, both
     * records would leave DNS, which is to Route 53 as if both were well.
     */
    private boolean serves() {
        return s.verdict(s.self()).verdict() != Verdict.DOWN;
    }

    /** True if a takeover is in force that the record does not say yet. */
    boolean pending() {
        return inForce.isPresent()
                && s.dns()
                        .epoch()
                        .filter(record -> record.epoch() == inForce.get().epoch())
                        .filter(record -> !record.weights().equals(policy.weightsFor(s.self())))
                        .isPresent();
    }

    /** The takeover as the claim of a move; empty if it is in force already. */
    Optional<Step> begin(String from, EpochRecord present) {
        if (pending()) {
            return Optional.empty();
        }
        Claim claim = Claim.takeover(present.epoch(), s.self());
        return Optional.of(
                Step.takeover(from, present.weights(), was(present), claim, says(present.epoch(), s.self())));
    }

    /** Begins or goes on behind a record in which this region serves; empty if it is in force already, or must not be. */
    Optional<Step> follow(EpochRecord record) {
        boolean known = inForce.filter(t -> t.epoch() >= record.epoch()).isPresent();
        boolean contested = takenFromUs(record.epoch()).isPresent();
        if (known || contested || !serves() || !saysSo(record)) {
            return Optional.empty();
        }
        String from = inForce.map(Takeover::from).orElse(policy.regions().get(0));
        Claim claim = Claim.takeover(record.epoch(), s.self());
        return Optional.of(Step.takeover(from, record.weights(), was(record), claim, record));
    }

    /** True if by this record the region carries the traffic of the preferred one. */
    private boolean saysSo(EpochRecord record) {
        String preferred = policy.regions().get(0);
        // A failback's first step ends it, or the inverted check would keep the preferred region out of DNS.
        return record.active().equals(s.self())
                && !s.self().equals(preferred)
                && record.weights().getOrDefault(preferred, 0) == 0;
    }

    /** What happens to the takeover while nothing moves. */
    Optional<Step> turn() {
        return end().or(() -> fresh().flatMap(this::follow));
    }

    /** What happens to the takeover behind a move to this record. */
    Optional<Step> after(EpochRecord next) {
        return inForce.filter(t -> !saysSo(next)).map(t -> end(t, next)).or(() -> follow(next));
    }

    /** The end of the takeover, if it is over whatever else is done. */
    Optional<Step> end() {
        return inForce.filter(this::ends).map(t -> end(t, s.dns().epoch().orElseGet(() -> says(t.epoch(), t.from()))));
    }

    private Step end(Takeover t, EpochRecord record) {
        return Step.takeoverEnds(t.from(), policy.weightsFor(s.self()), Claim.takeover(t.epoch(), s.self()), record);
    }

    private boolean ends(Takeover t) {
        return !serves() || overtaken(t) || givenBack(t) || yields(t);
    }

    /** The record has moved on to where this region does not carry the traffic. */
    private boolean overtaken(Takeover t) {
        return fresh().filter(record -> t.epoch() < record.epoch() && !saysSo(record))
                .isPresent();
    }

    /** A person wants the traffic to stay with the region that the record names. */
    private boolean givenBack(Takeover t) {
        boolean stands =
                s.dns().epoch().filter(record -> record.epoch() != t.epoch()).isEmpty();
        String named = s.dns().epoch().map(EpochRecord::active).orElse(t.from());
        return stands
                && !named.equals(s.self())
                && s.intents()
                        .request()
                        .filter(r -> !r.automatic() && r.to().equals(named))
                        .isPresent();
    }

    /** This region carries the traffic by the record, and another one has taken it over from here: not both may say so. */
    private boolean yields(Takeover t) {
        boolean carries =
                s.dns().epoch().map(record -> record.active().equals(s.self())).orElse(true);
        return carries
                && takenFromUs(t.epoch())
                        .filter(place -> policy.regions().indexOf(place)
                                < policy.regions().indexOf(s.self()))
                        .isPresent();
    }

    /** The region whose leader reports, not too long ago, a takeover from this one at this epoch or a newer one. */
    private Optional<String> takenFromUs(long epoch) {
        return s.elsewhere().opinions().stream()
                .filter(o -> RouteRule.leads(o, s, now, policy))
                .filter(o -> o.takeover()
                        .filter(t -> t.from().equals(s.self()) && t.epoch() >= epoch)
                        .isPresent())
                .map(Opinion::place)
                .findFirst();
    }

    private Optional<EpochRecord> fresh() {
        DnsReading dns = s.dns();
        return dns.state() == DnsReading.State.OWNED && !dns.failing() ? dns.epoch() : Optional.empty();
    }

    private Claim was(EpochRecord record) {
        return inForce.map(t -> Claim.takeover(t.epoch(), s.self())).orElse(Claim.of(record.epoch()));
    }

    /** What routes follow under a takeover. */
    RouteRule.Goal goal(long epoch, String region) {
        return new RouteRule.Goal(Claim.takeover(epoch, region), says(epoch, region));
    }

    /** What the record would say, under the epoch that the takeover stands on. */
    private EpochRecord says(long epoch, String region) {
        Map<String, Integer> weights = policy.weightsFor(region);
        return new EpochRecord(epoch, region, weights, owner, Reason.TAKEN_OVER.word(), now.wall(), List.of());
    }

    boolean freshlyHeard(Opinion o) {
        return RouteRule.leads(o, s, now, policy);
    }
}
