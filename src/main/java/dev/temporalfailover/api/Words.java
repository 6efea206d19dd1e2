package dev.temporalfailover.api;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Refuse;
import dev.temporalfailover.failover.decision.Decision.Shift;

/** Decisions and rules in sentences, for a person at 3 a.m. */
final class Words {

    private Words() {}

    /** The question that a rule answers; "yes" allows a move. */
    static String question(Reason rule) {
        return switch (rule) {
            case NOT_LEADER -> "Does this instance lead?";
            case DNS_UNREAD -> "Have the DNS records been read?";
            case DNS_NOT_OURS -> "Are the DNS records owned by this service?";
            case HELD -> "Is no hold in force?";
            case ACTIVE_HEALTHY, ACTIVE_DEGRADED, ACTIVE_UNKNOWN, ACTIVE_DOWN -> "Is the active region down?";
            case NO_HEALTHY_TARGET -> "Is there a healthy region to go to?";
            case REPLICATION_LAG -> "Has the target's cluster what the active one wrote?";
            case QUIET_PERIOD -> "Is the quiet period after start over?";
            case HOLD_DOWN -> "Is the hold-down of the last automatic switch over?";
            case VELOCITY_CAP -> "Are automatic switches below the cap?";
            case DISPUTED, UNCONFIRMED -> "Do the other places confirm that the active region is down?";
            case STEPPING -> "Is the interval after the last failback step over?";
            case ESCAPE, REQUESTED, FORCED, TAKEN_OVER, FAILBACK, ROLLED_BACK -> "Is a move requested or due?";
        };
    }

    /** The decision in one sentence. */
    static String summary(Decision decision) {
        if (decision instanceof Shift shift) {
            String what = shift.share() < 100 ? "Moving " + shift.share() + " % of the traffic from " : "Moving from ";
            return what + shift.from() + " to " + shift.to() + ": " + why(shift.reason())
                    + (shift.forced() ? ", forced by " : ", by ") + shift.by() + ".";
        }
        if (decision instanceof Refuse refuse) {
            String to = refuse.wanted().isEmpty() ? "a move is needed" : "a move to " + refuse.wanted();
            return "Not moving, although " + (refuse.wanted().isEmpty() ? to : to + " is needed") + ": "
                    + why(refuse.reason()) + ".";
        }
        return "Staying: " + why(decision.reason()) + ".";
    }

    private static String why(Reason reason) {
        return switch (reason) {
            case NOT_LEADER -> "this instance does not lead, so it only watches";
            case DNS_UNREAD -> "the DNS records could not be read yet";
            case DNS_NOT_OURS -> "the DNS records are not owned by this service";
            case HELD -> "a hold stops all moves";
            case ACTIVE_HEALTHY -> "the active region is healthy";
            case ACTIVE_DEGRADED -> "the active region is degraded, which is not down";
            case ACTIVE_UNKNOWN -> "the state of the active region is unknown, and unknown is never down";
            case NO_HEALTHY_TARGET -> "no other region is healthy";
            case REPLICATION_LAG -> "the target's cluster is behind the active one, or nobody knows how far";
            case QUIET_PERIOD -> "this instance has just started";
            case HOLD_DOWN -> "the last automatic switch is too recent";
            case VELOCITY_CAP -> "there were too many automatic switches";
            case ACTIVE_DOWN -> "the active region is down";
            case TAKEN_OVER ->
                "this region took over while the record could not be written, and the record now follows";
            case ESCAPE -> "the active region stayed down and the other healthy, which ends the hold-down early";
            case REQUESTED -> "it was requested";
            case FORCED -> "it was forced";
            case DISPUTED -> "another place sees the active region alive";
            case UNCONFIRMED ->
                "no majority of the places confirms that the active region is down; this region may be cut off";
            case STEPPING -> "the interval after the last failback step is not over";
            case FAILBACK -> "traffic returns to the preferred region";
            case ROLLED_BACK -> "the region that had received traffic again got worse";
        };
    }
}
