package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.Worded;
import java.util.List;
import java.util.Locale;

/** What to do, with every rule's present value as the explanation. */
public sealed interface Decision {

    /** The first rule that decided. */
    Reason reason();

    /** Every rule in order, with its value; {@code allows} is false if it forbids a move. */
    List<Rule> rules();

    /** The word in metrics: {@code stay}, {@code shift}, {@code refuse}. */
    default String word() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** No change is wanted, or this instance must not make it. */
    record Stay(Reason reason, List<Rule> rules) implements Decision {}

    /**
     * Move the traffic.
     *
     * @param from the region that carries it now
     * @param automatic true if no person asked
     * @param forced true if a person forced a target that is not HEALTHY
     * @param by the person, alert or instance that caused it
     * @param share of the traffic that {@code to} gets, in percent; below 100 it is a step of a failback and {@code from}
     *     keeps carrying the rest
     */
    record Shift(
            Reason reason,
            String from,
            String to,
            boolean automatic,
            boolean forced,
            String by,
            List<Rule> rules,
            int share)
            implements Decision {

        /** All the traffic. */
        public Shift(
                Reason reason, String from, String to, boolean automatic, boolean forced, String by, List<Rule> rules) {
            this(reason, from, to, automatic, forced, by, rules, 100);
        }
    }

    /** A change is called for and a rule forbids it. */
    record Refuse(Reason reason, String wanted, List<Rule> rules) implements Decision {}

    /**
     * One rule's present value.
     *
     * @param name the reason it would give
     * @param allows false if it forbids a move now
     * @param present the present state, with values
     */
    record Rule(Reason name, boolean allows, String present) {}

    /** Why. Also the {@code reason} label of {@code temporal_failover_decisions_total}. */
    enum Reason implements Worded {
        NOT_LEADER,
        DNS_UNREAD,
        DNS_NOT_OURS,
        HELD,
        ACTIVE_HEALTHY,
        ACTIVE_DEGRADED,
        ACTIVE_UNKNOWN,
        NO_HEALTHY_TARGET,
        REPLICATION_LAG,
        QUIET_PERIOD,
        HOLD_DOWN,
        VELOCITY_CAP,
        DISPUTED,
        UNCONFIRMED,
        STEPPING,
        ACTIVE_DOWN,
        TAKEN_OVER,
        ESCAPE,
        REQUESTED,
        FORCED,
        FAILBACK,
        ROLLED_BACK;

        /** True for the word of a move in which both regions may serve: a person asked for it without force, or it is a failback. */
        public static boolean planned(String word) {
            return word.equals(REQUESTED.word()) || word.equals(FAILBACK.word());
        }
    }
}
