package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.plan.NamespaceBatch;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.NamespaceSwitch;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether namespaces that were made active here accept writes, and those that were given up accept none. A batch is asked about until it does, then the next one; all
 * batches of a claim are one stage.
 */
final class NamespaceEffect {
    private static final Duration POLL = Duration.ofMillis(500);
    /** No cluster waits for more than this: then all of its cached namespaces have been read again. */
    private static final int MOST_OPEN = 100;

    private final String policy;
    private final Telemetry telemetry;
    private final NamespaceSwitch namespaces;
    private final Duration within;
    private final Progress progress;
    private final List<Step> open = new ArrayList<>();
    private Claim claim = Claim.NONE;
    private Duration since = Duration.ZERO;
    private Duration next = Duration.ZERO;
    private int moved;
    private boolean alarmed;

    NamespaceEffect(
            String policy, Telemetry telemetry, NamespaceSwitch namespaces, Duration within, Progress progress) {
        this.policy = policy;
        this.telemetry = telemetry;
        this.namespaces = namespaces;
        this.within = within;
        this.progress = progress;
    }

    /** This region's cluster has accepted them. */
    void written(Step step, Moment now) {
        if (step.batch().ask() == NamespaceBatch.Ask.CALL_OFF) {
            open.removeIf(begun -> begun.batch().ask() == NamespaceBatch.Ask.HAND_OVER);
            return;
        }
        if (!step.claim().equals(claim)) {
            open.clear();
            claim = step.claim();
            since = now.steady();
            moved = 0;
            alarmed = false;
        }
        moved += step.namespaces().size();
        if (open.size() < MOST_OPEN) {
            open.add(step);
        }
        next = now.steady();
    }

    /** Asks once about the oldest batch, if it is due. Returns an alarm to raise once. */
    Optional<String> verify(boolean leads, Moment now) {
        if (!leads) {
            open.clear();
        }
        if (open.isEmpty() || now.steady().compareTo(next) < 0) {
            return Optional.empty();
        }
        next = now.steady().plus(POLL);
        Step step = open.get(0);
        Verification answer = namespaces.verify(step);
        if (answer.state() == Effectiveness.EFFECTIVE) {
            open.remove(0);
            next = now.steady();
            if (open.isEmpty()) {
                progress.stage(Stage.NAMESPACES, now.steady().minus(since), now);
                progress.line(now.wall() + " " + moved + " namespaces are in effect, active in "
                        + step.record().active());
            }
            return Optional.empty();
        }
        if (alarmed || now.steady().minus(since).compareTo(within) < 0) {
            return Optional.empty();
        }
        alarmed = true;
        progress.line(now.wall() + " not effective: namespaces " + step.object() + ": " + answer.detail());
        return Optional.of("epoch " + claim + ": namespaces " + step.object() + " are not in effect, active in "
                + step.record().active() + ", after " + within.toSeconds() + " s: " + answer.detail());
    }
}
