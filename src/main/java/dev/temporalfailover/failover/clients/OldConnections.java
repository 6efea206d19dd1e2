package dev.temporalfailover.failover.clients;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.Worded;
import dev.temporalfailover.failover.clients.HeldConnections.ConnectionCount;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.verdict.Judge;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The last stage of a move: clients that are still connected to the region that was left. Their calls go there, whatever
 * records and routes say, until Temporal's frontends end the connection or the client does. The stage is not finished while
 * that region holds more connections than it holds without traffic. Nothing is decided by it.
 *
 * @param region that was left
 * @param claim of the move
 * @param left how far it is
 * @param count as that region's frontends stated them after the move, of probes and others too; empty if nothing fresh is known
 * @param before the most it holds without traffic; empty if that was not seen
 * @param began the time of the move, {@link Moment#steady()}
 * @param stays how long Temporal lets a client stay, as configured
 * @param took until no client was left; empty unless {@link Left#GONE}
 */
public record OldConnections(
        String region,
        Claim claim,
        Left left,
        OptionalLong count,
        OptionalLong before,
        Duration began,
        Duration stays,
        Optional<Duration> took) {
    /** The record's TTL, resolvers, the reader's interval, and the tenth by which gRPC varies the age of a connection. */
    static final Duration MARGIN = Duration.ofMinutes(2);

    /** How far the stage is; each is a word in the status. */
    public enum Left implements Worded {
        /** Not finished, and it need not be yet. */
        OPEN,
        /** Not finished, although each client should have left. */
        OVERDUE,
        /** Finished. */
        GONE,
        /** Nobody tells what that region holds. */
        NOT_TOLD,
        /** Each client should have left; what is held without traffic was not seen, so that nobody knows who is left. */
        UNCLEAR
    }

    /**
     * A move away from a region.
     *
     * @param since since the move
     * @param down the region is DOWN
     */
    public record LeftBy(String region, Claim claim, Duration since, boolean down) {}

    /** The stage of a move that was first seen just now. */
    static OldConnections begin(LeftBy move, Duration stays, Moment now) {
        return new OldConnections(
                move.region(),
                move.claim(),
                Left.OPEN,
                OptionalLong.empty(),
                OptionalLong.empty(),
                now.steady().minus(move.since()),
                stays,
                Optional.empty());
    }

    /** After one more look; a stage that has finished stays so. */
    OldConnections look(LeftBy move, HeldConnections held, Moment now) {
        if (left == Left.GONE) {
            return this;
        }
        // The record follows a takeover later: it is one move.
        Claim by = claim.takeover().isPresent() ? move.claim() : claim;
        OptionalLong fresh = held.latest()
                .filter(h -> h.at().compareTo(began) >= 0)
                .filter(h -> now.steady().minus(h.at()).compareTo(ConnectionReport.FRESH) <= 0)
                .map(ConnectionCount::connections)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
        Left next = left(fresh, held.before(), move.down(), now);
        return new OldConnections(
                region,
                by,
                next,
                fresh,
                held.before(),
                began,
                stays,
                next == Left.GONE ? Optional.of(age(now)) : Optional.empty());
    }

    private Left left(OptionalLong fresh, OptionalLong without, boolean down, Moment now) {
        if (fresh.isEmpty()) {
            return down || age(now).compareTo(ConnectionReport.FRESH) > 0 ? Left.NOT_TOLD : Left.OPEN;
        }
        if (fresh.getAsLong() <= without.orElse(0)) {
            return Left.GONE;
        }
        if (age(now).compareTo(stays.plus(MARGIN)) <= 0) {
            return Left.OPEN;
        }
        return without.isPresent() ? Left.OVERDUE : Left.UNCLEAR;
    }

    /** Whether clients are known, or must be assumed, to be left. */
    public boolean unfinished() {
        return left == Left.OPEN || left == Left.OVERDUE;
    }

    private Duration age(Moment now) {
        return now.steady().minus(began);
    }

    /** One line for a person. */
    public String text(Moment now) {
        String after = ", " + Judge.text(age(now)) + " after the move";
        String stay = Judge.text(stays);
        String holds = count.isPresent()
                ? count.getAsLong() + " still at " + region + " ("
                        + (before.isPresent()
                                ? "at most " + before.getAsLong() + " without traffic)"
                                : "how many it holds without traffic was not seen)")
                : "how many are still at " + region + " is not told yet";
        return "old connections: "
                + switch (left) {
                    case OPEN -> holds + after + "; clients may stay up to " + stay + ": not finished";
                    case OVERDUE -> holds + after + ", clients may stay up to " + stay + ": overdue, not finished";
                    case GONE ->
                        "no client is left at " + region + ", finished " + Judge.text(took.orElseThrow())
                                + " after the move";
                    case NOT_TOLD -> "not told: nobody tells what " + region + " holds" + after;
                    case UNCLEAR -> holds + after + ", whether clients are among them is not known";
                };
    }
}
