package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.situation.WorkerReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which Deployments of workers are restarted in the region that has gained Temporal's namespaces. Polls that workers sent
 * before stay parked in the gaining cluster until they end; a restarted worker polls afresh. So a Deployment is restarted
 * only:
 *
 * <pre>
 *   where      in the region that the claim names and whose own cluster states the namespaces active, while it serves
 *   when       all namespaces that follow the claim have come, one of them under it and within the last ten minutes
 *   how often  once for a claim: its mark is the claim, and an older claim never restarts
 *   what       a Deployment at rest: a rollout that goes on is left alone
 * </pre>
 */
final class WorkerRule {
    /** Every poll of before the move has ended by then, so that a restart would be for nothing. */
    static final Duration WITHIN = Duration.ofMinutes(10);

    private final Situation s;
    private final Followers followers;
    private final NamespaceRule namespaces;
    private final Moment now;

    WorkerRule(Situation s, Followers followers, NamespaceRule namespaces, Moment now) {
        this.s = s;
        this.followers = followers;
        this.namespaces = namespaces;
        this.now = now;
    }

    /** The restarts that are due under the claim. */
    List<Step> steps(Claim claim, EpochRecord says) {
        boolean here = says.active().equals(s.self())
                && NamespaceRule.serves(s, s.self())
                && !says.reason().equals(EpochRecord.ADOPTED);
        if (!here || followers.workers().isEmpty() || namespaces.awaits(claim, says)) {
            return List.of();
        }
        List<NamespaceReading> gained = gained(claimed(claim, says));
        Optional<Instant> newest = new NamespaceBatch(NamespaceBatch.Ask.UPDATE, gained).newest(s.self());
        return newest.stream()
                .flatMap(at -> followers.workers().stream().filter(w -> isDue(w, claim, at)))
                .map(worker -> Step.workers(worker, gained, claim, says))
                .toList();
    }

    private static boolean isDue(WorkerReading worker, Claim claim, Instant newest) {
        boolean since = worker.moved().filter(at -> !at.isBefore(newest)).isEmpty();
        // A record that catches up with a takeover is a newer claim for the same move.
        return worker.restartable() && claim.after(worker.claim()) && since;
    }

    /** What would follow the step of namespaces in a dry run: nothing has come yet, so no time is looked at. */
    static List<Step> after(Step moved, Followers followers, String self) {
        boolean gains = moved.layer() == Step.Layer.NAMESPACES
                && moved.batch().ask() == NamespaceBatch.Ask.UPDATE
                && moved.record().active().equals(self);
        return gains ? after(moved.namespaces(), moved.claim(), moved.record(), followers) : List.of();
    }

    /** The same for namespaces that the losing region hands over. */
    static List<Step> after(List<NamespaceReading> come, Claim claim, EpochRecord says, Followers followers) {
        return followers.workers().stream()
                .filter(worker -> worker.restartable() && claim.after(worker.claim()))
                .map(worker -> Step.workers(worker, come, claim, says))
                .toList();
    }

    /** When the claim was made, by the clock of who made it. */
    private Instant claimed(Claim claim, EpochRecord says) {
        return s.intents()
                .takeover()
                .filter(t -> claim.takeover().isPresent() && t.epoch() == claim.epoch())
                .map(Intents.Takeover::since)
                .orElse(says.at());
    }

    /** Those that this region's own cluster states to have become active here under the claim, and lately. */
    private List<NamespaceReading> gained(Instant claimed) {
        Instant oldest = now.wall().minus(WITHIN);
        Instant from = claimed.minus(NamespaceRule.PERSON);
        return followers.namespaces().stream()
                .filter(NamespaceReading::movable)
                .filter(n -> n.side(s.self())
                        .filter(own -> own.activeIn(s.self()) && !own.handover())
                        .flatMap(Side::since)
                        .filter(since -> !since.isBefore(from) && since.isAfter(oldest))
                        .isPresent())
                .sorted(Comparator.comparing(NamespaceReading::name))
                .toList();
    }
}
