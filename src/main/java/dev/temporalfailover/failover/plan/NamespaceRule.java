package dev.temporalfailover.failover.plan;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.plan.NamespaceBatch.Ask;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which of Temporal's namespaces are to be made active elsewhere, told to this region's own cluster only.
 *
 * <pre>
 *   the claim names this region      gain: make those active here that are active in another region of the policy;
 *                                    where they are handed over, leave that to the other region while it may do so
 *   the claim names another region   yield: tell a cluster that believes it is active what the other one states;
 *                                    where they are handed over, begin that
 *   neither, or no longer            call off what was begun
 * </pre>
 *
 * The gaining side is asked, since an answer of the losing side may never reach the other one, which leaves a namespace active
 * nowhere; and it needs its own frontend and database only, so that it works while the other region is gone. A handover is the
 * losing side's, which gives nothing up before the other one has all.
 */
final class NamespaceRule {
    /** One step at a time: with a tick a second the namespaces of a policy move at ten a second. */
    static final int BATCH = 10;
    /** What the clocks of Temporal and of the claim's writer may differ by. */
    static final Duration PERSON = Duration.ofMinutes(2);

    private final Situation s;
    private final Optional<HandoverPolicy> handover;
    private final Duration under;
    private final Followers.SeenNames seen;
    /** Those of the policy that this region's own cluster has stated. */
    private final List<NamespaceReading> stated;

    private final List<NamespaceReading> movable;

    /** @param under how long the claim has been known here; zero for one that is about to be made */
    NamespaceRule(Situation s, Followers followers, Optional<HandoverPolicy> handover, Duration under) {
        this.s = s;
        this.handover = handover;
        this.under = under;
        this.seen = followers.seen();
        this.stated = followers.namespaces().stream()
                .filter(NamespaceReading::movable)
                .filter(n -> n.side(s.self()).isPresent())
                .sorted(NamespaceReading.ORDER)
                .toList();
        this.movable = stated.stream().filter(n -> !own(n).handover()).toList();
    }

    /** The next batch under the claim; empty if all is as it says, or this side must not be asked. */
    Optional<Step> step(Claim claim, EpochRecord says) {
        boolean handsOver = !says.active().equals(s.self())
                && graceful(claim, says)
                && handover.get().waits(under);
        Optional<Step> off =
                handsOver ? Optional.empty() : batch(Ask.CALL_OFF, claim, says, n -> n.handing() && here(n));
        if (off.isPresent()) {
            return off;
        }
        if (says.active().equals(s.self())) {
            return gain(claim, says);
        }
        Optional<Step> yields = batch(Ask.UPDATE, claim, says, n -> believes(n, s.self(), says.active()));
        return yields.isPresent() || !handsOver
                ? yields
                : batch(
                        Ask.HAND_OVER,
                        claim,
                        says,
                        n -> !n.handing()
                                && hasIt(n, says.active(), s)
                                && !madeAfter(n, says.at().plus(PERSON)));
    }

    /** True if some are still to come to this region under the claim, by this cluster or by a handover of the other one. */
    boolean awaits(Claim claim, EpochRecord says) {
        return stated.stream()
                .anyMatch(n -> own(n).handover() || left(own(n), says) && !movedByAPerson(n, claim, says));
    }

    private Optional<Step> gain(Claim claim, EpochRecord says) {
        // Who adopted the record moved nothing, and so nothing is to follow.
        return serves(s, s.self()) && !says.reason().equals(EpochRecord.ADOPTED)
                ? batch(
                        Ask.UPDATE,
                        claim,
                        says,
                        n -> left(own(n), says) && !isHandedOver(n, claim, says) && !movedByAPerson(n, claim, says))
                : Optional.empty();
    }

    /** Those that this region, which gains them, leaves to the losing region's leader to hand over. */
    List<NamespaceReading> leftToHandOver(Claim claim, EpochRecord says) {
        return says.active().equals(s.self())
                ? movable.stream()
                        .filter(n -> left(own(n), says) && isHandedOver(n, claim, says))
                        .toList()
                : List.of();
    }

    /** A person asked for the move, or it is a failback; force does not wait. */
    private boolean graceful(Claim claim, EpochRecord says) {
        return handover.isPresent() && claim.takeover().isEmpty() && Reason.planned(says.reason());
    }

    /** A region that is DOWN hands nothing over. */
    private boolean isHandedOver(NamespaceReading n, Claim claim, EpochRecord says) {
        String losing = own(n).active().orElseThrow();
        return graceful(claim, says)
                && handover.get().waits(under)
                && s.verdict(losing).verdict() != Verdict.DOWN;
    }

    /** True if this region's cluster has it, the other one knows that, and both serve: neither may be left with what fails. */
    static boolean hasIt(NamespaceReading n, String to, Situation s) {
        String self = s.self();
        boolean agreed = n.side(self).filter(side -> side.activeIn(self)).isPresent()
                && n.side(to).filter(side -> side.activeIn(self)).isPresent();
        return agreed && serves(s, self) && serves(s, to);
    }

    private boolean here(NamespaceReading n) {
        return own(n).activeIn(s.self());
    }

    /** True if a region's cluster may be given anything: a side whose function fails accepts the update and no start. */
    static boolean serves(Situation s, String region) {
        Verdict here = s.verdict(region).verdict();
        return here == Verdict.HEALTHY || here == Verdict.DEGRADED;
    }

    /** True if the region's cluster believes that it is active, and the other one states a newer truth. */
    static boolean believes(NamespaceReading n, String region, String truly) {
        Optional<Side> own = n.side(region).filter(side -> side.activeIn(region));
        return own.isPresent()
                && n.side(truly)
                        .filter(side -> side.activeIn(truly)
                                && side.version() > own.get().version())
                        .isPresent();
    }

    private boolean left(Side own, EpochRecord says) {
        return own.active()
                .filter(region -> !region.equals(s.self()) && says.weights().containsKey(region))
                .isPresent();
    }

    /**
     * Nobody fights with a person, who moved what was seen here under this claim and is elsewhere since. A cluster that was cut
     * off may have believed what was long over: that was made active before the claim. A process that began after the claim has
     * the clocks only. A takeover that the record does not say has no time that others know.
     */
    private boolean movedByAPerson(NamespaceReading n, Claim claim, EpochRecord says) {
        Long before = seen.here().get(n.name());
        boolean newer = before != null && own(n).version() > before;
        if (claim.takeover().isPresent()) {
            return newer;
        }
        return newer && madeAfter(n, says.at())
                || !seen.sinceClaim() && madeAfter(n, says.at().plus(PERSON));
    }

    private boolean madeAfter(NamespaceReading n, Instant then) {
        return own(n).since().filter(since -> since.isAfter(then)).isPresent();
    }

    private Side own(NamespaceReading n) {
        return n.side(s.self()).orElseThrow();
    }

    /** Those of one losing region. */
    private Optional<Step> batch(Ask ask, Claim claim, EpochRecord says, Predicate<NamespaceReading> due) {
        TreeMap<String, List<NamespaceReading>> byRegion = movable.stream()
                .filter(due)
                .collect(Collectors.groupingBy(n -> own(n).active().orElseThrow(), TreeMap::new, Collectors.toList()));
        return byRegion.entrySet().stream().findFirst().map(losing -> {
            List<NamespaceReading> first =
                    losing.getValue().stream().limit(BATCH).toList();
            return Step.namespaces(new NamespaceBatch(ask, first), losing.getKey(), claim, says);
        });
    }
}
