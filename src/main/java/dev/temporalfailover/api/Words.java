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
            case DNS_NOT_OURS -> "Are the DNS records ours to move?";
            case HELD -> "Is nobody holding?";
            case ACTIVE_HEALTHY, ACTIVE_DEGRADED, ACTIVE_UNKNOWN, ACTIVE_DOWN -> "Is the active region down?";
            case NO_HEALTHY_TARGET -> "Is there a healthy region to go to?";
            case QUIET_PERIOD -> "Is the quiet period after start over?";
            case HOLD_DOWN -> "Is the hold-down of the last automatic switch over?";
            case VELOCITY_CAP -> "Are automatic switches below the cap?";
            case DISPUTED, UNCONFIRMED -> "Do the other places confirm that the active region is down?";
            case STEPPING -> "Has the last step of the failback stood long enough?";
            case ESCAPE, REQUESTED, FORCED, TAKEN_OVER, FAILBACK, ROLLED_BACK -> "Does somebody ask for it?";
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
            String to = refuse.wanted().isEmpty() ? "a move is called for" : "a move to " + refuse.wanted();
            return "Not moving, although " + (refuse.wanted().isEmpty() ? to : to + " is called for") + ": "
                    + why(refuse.reason()) + ".";
        }
        return "Staying: " + why(decision.reason()) + ".";
    }

    private static String why(Reason reason) {
        return switch (reason) {
            case NOT_LEADER -> "this instance does not lead, so it only watches";
            case DNS_UNREAD -> "the DNS records could not be read yet";
            case DNS_NOT_OURS -> "the DNS records are not ours to move";
            case HELD -> "somebody holds all moves";
            case ACTIVE_HEALTHY -> "the active region is healthy";
            case ACTIVE_DEGRADED -> "the active region is degraded, which is not down";
            case ACTIVE_UNKNOWN -> "it cannot be told how the active region is, and no data is never down";
            case NO_HEALTHY_TARGET -> "no other region is healthy";
            case QUIET_PERIOD -> "this instance started only just now";
            case HOLD_DOWN -> "the last automatic switch is too recent";
            case VELOCITY_CAP -> "there were too many automatic switches";
            case ACTIVE_DOWN -> "the active region is down";
            case TAKEN_OVER -> "this region took over while the record could not be written, and the record catches up";
            case ESCAPE -> "the active region stayed down and the other healthy, which cuts the hold-down short";
            case REQUESTED -> "somebody asked for it";
            case FORCED -> "somebody forced it";
            case DISPUTED -> "another place sees the active region alive";
            case UNCONFIRMED ->
                "too few other places confirm that the active region is down, so it may be us who are cut off";
            case STEPPING -> "the last step of the failback has not stood long enough";
            case FAILBACK -> "the preferred region takes its traffic back";
            case ROLLED_BACK -> "the region that was given traffic back got worse";
        };
    }
}
