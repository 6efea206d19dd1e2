package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Refuse;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.decision.Decision.Stay;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Situation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Situation + policy + now -> Stay, Shift or Refuse.
 *
 * <p>The rules are the table in this class. All are asked each time, in its order, so that each has a present value; the
 * first one that binds and forbids a move decides. Without a wish to move it is Stay, whatever the rule.
 */
public final class Decide {
    private static final List<Row> TABLE = List.of(
            elseStay(FenceRules::leads),
            elseStay(FenceRules::recordsRead),
            elseStay(ActiveRule::ask).when(Case::nothingWanted),
            elseRefuse(FenceRules::recordsOurs),
            elseRefuse(HoldRule::ask).unless(Case::forced),
            elseRefuse(TargetRule::ask).unless(Case::forcedWithinPolicy),
            elseRefuse(ReplicationRule::ask).asked(Case::replicates).when(Case::planned),
            elseRefuse(EvidenceRule::ask).asked(Case::activeKnown).when(Case::needsEvidence),
            elseRefuse(PaceRules::quietPeriodOver).unless(Case::undelayed),
            elseRefuse(PaceRules::holdDownOver).when(Case::begunByMachine),
            elseRefuse(PaceRules::velocityCapNotReached).when(Case::begunByMachine),
            elseRefuse(PaceRules::stepIntervalOver).when(Case::furtherStep));

    /** What a person who forces a move overrules. */
    private static final Set<Reason> OVERRULED =
            EnumSet.of(Reason.HELD, Reason.NO_HEALTHY_TARGET, Reason.REPLICATION_LAG);

    private Decide() {}

    /** The decision now. */
    public static Decision decide(Situation situation, FailoverPolicy policy, Moment now) {
        Case c = Case.of(situation, policy, now);
        List<Rule> rules = new ArrayList<>();
        Optional<Supplier<Decision>> against = Optional.empty();
        for (Row row : TABLE) {
            if (row.asked.test(c)) {
                Rule rule = row.rule.apply(c);
                rules.add(rule);
                if (against.isEmpty() && !rule.allows() && row.binds.test(c)) {
                    against = Optional.of(() -> row.otherwise(rule.name(), c, rules));
                }
            }
        }
        return against.map(Supplier::get).orElseGet(() -> shift(c.wish().orElseThrow(), c, rules));
    }

    /** All rules that forbid the move that is wanted now; none if it would begin. Those that it need not obey are not among them. */
    public static List<Rule> against(Situation situation, FailoverPolicy policy, Moment now) {
        Case c = Case.of(situation, policy, now);
        return TABLE.stream()
                .filter(row -> row.asked.test(c) && row.binds.test(c))
                .map(row -> row.rule.apply(c))
                .filter(rule -> !rule.allows())
                .toList();
    }

    private static Decision shift(Wish wish, Case c, List<Rule> rules) {
        boolean escape = c.begunByMachine() && PaceRules.inHoldDown(c);
        boolean overruled = rules.stream().anyMatch(r -> !r.allows() && OVERRULED.contains(r.name()));
        return new Shift(
                escape ? Reason.ESCAPE : wish.reason(),
                wish.from(),
                wish.to().orElseThrow(),
                wish.automatic(),
                wish.forced() && overruled,
                wish.by(),
                rules,
                wish.share());
    }

    private static Row elseStay(Function<Case, Rule> rule) {
        return new Row(rule, true, c -> true, c -> true);
    }

    private static Row elseRefuse(Function<Case, Rule> rule) {
        return new Row(rule, false, c -> true, c -> true);
    }

    /**
     * One rule and what it stops.
     *
     * @param stays whether it ends in Stay even though a move is wanted
     * @param asked whether it has a present value
     * @param binds whether this wish must obey it
     */
    private record Row(Function<Case, Rule> rule, boolean stays, Predicate<Case> asked, Predicate<Case> binds) {

        Row asked(Predicate<Case> where) {
            return new Row(rule, stays, where, binds);
        }

        Row when(Predicate<Case> bound) {
            return new Row(rule, stays, asked, bound);
        }

        Row unless(Predicate<Case> free) {
            return when(free.negate());
        }

        Decision otherwise(Reason reason, Case c, List<Rule> rules) {
            return stays || c.wish().isEmpty()
                    ? new Stay(reason, rules)
                    : new Refuse(reason, c.wish().flatMap(Wish::to).orElse(""), rules);
        }
    }
}
