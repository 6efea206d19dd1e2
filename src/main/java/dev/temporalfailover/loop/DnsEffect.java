package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The switch under way, or the last one: its stages with their times, and the checks that it took effect. Each stage is
 * measured from the one before: detect, decide, write, insync, verify.
 */
final class DnsEffect {
    private static final Duration POLL = Duration.ofSeconds(1);
    /** The share of a resolver's answers from which a switch counts as effective. */
    static final double EFFECTIVE_SHARE = 0.99;

    /** What is said where no answer is a value of the records. */
    static final String UNTOLD = "cannot tell what clients resolve: the resolver does not answer, or with values of no"
            + " region (does a private zone of the same name hide this one?)";

    private static final Logger LOG = Logger.getLogger("loop");

    private final String policy;
    private final Telemetry telemetry;
    private final DnsSwitch dns;
    private final Duration insyncTimeout;
    private final Progress progress;
    private Awaited open = Awaited.NONE;
    private StepOutcome applied;
    private EpochRecord record;
    private Duration mark;
    private Duration nextPoll;
    private boolean alarmed;
    private Map<String, Double> resolved = Map.of();
    private Duration written = Duration.ZERO;
    /** Regions whose share clients reported. */
    private Set<String> seen = Set.of();

    private enum Awaited {
        INSYNC,
        VERIFY,
        NONE
    }

    DnsEffect(String policy, Telemetry telemetry, DnsSwitch dns, Duration insyncTimeout, Progress progress) {
        this.policy = policy;
        this.telemetry = telemetry;
        this.dns = dns;
        this.insyncTimeout = insyncTimeout;
        this.progress = progress;
    }

    /** A DNS change was accepted. */
    void written(StepOutcome outcome, EpochRecord next, Progress.Timing timing, Moment now) {
        progress.begin(Claim.of(next.epoch()), timing, now);
        applied = outcome;
        record = next;
        resolved = Map.of();
        // Found by reading, without a change id: what resolvers answer is all that can be asked.
        open = outcome.reference().isEmpty() ? Awaited.VERIFY : Awaited.INSYNC;
        mark = now.steady();
        written = now.steady();
        nextPoll = now.steady();
        alarmed = false;
    }

    /**
     * Asks once, if a question is open and due. A record newer than ours ends all questions about ours.
     *
     * @param current the epoch record as last read, which may be older than ours; empty if it could not be read
     * @return an alarm to raise once
     */
    Optional<String> verify(Optional<EpochRecord> current, Moment now) {
        if (record != null
                && current.filter(read -> read.epoch() > record.epoch()).isPresent()) {
            superseded();
        }
        if (open == Awaited.NONE || now.steady().compareTo(nextPoll) < 0) {
            return Optional.empty();
        }
        nextPoll = now.steady().plus(POLL);
        if (open == Awaited.INSYNC) {
            Verification answer = dns.verify(applied);
            if (answer.state() == Verification.Effectiveness.EFFECTIVE) {
                next(Stage.INSYNC, Awaited.VERIFY, now);
                return Optional.empty();
            }
            return late(now, "the DNS change is not yet on all of Route 53's servers: " + answer.detail());
        }
        Map<String, Double> shares = dns.clientView();
        resolved = shares;
        shares.forEach((region, share) -> telemetry.weight(policy, region, "dns", "resolver", share));
        if (shares.isEmpty()) {
            return late(now, UNTOLD);
        }
        if (followed(shares)) {
            Optional<Verification> seen =
                    dns.clients(record.weights(), now.steady().minus(written));
            if (seen.isPresent()) {
                clients(seen.get());
                if (seen.get().state() != Verification.Effectiveness.EFFECTIVE) {
                    return late(now, seen.get().detail());
                }
                progress.line(now.wall() + " seen by clients: " + seen.get().detail());
            } else if (step()) {
                progress.line(
                        now.wall() + " on all of Route 53's servers; which share of clients follows a step is seen by"
                                + " canary clients only, and none is configured");
            }
            next(Stage.VERIFY, Awaited.NONE, now);
            LOG.infof("%s: epoch %d is effective: %s", policy, record.epoch(), progress.stages());
            return Optional.empty();
        }
        return late(now, "resolvers still answer otherwise: " + shares);
    }

    private boolean step() {
        return record.weights().values().stream().filter(weight -> weight > 0).count() > 1;
    }

    /** A few answers cannot tell a share: of a step they only show that no region without a weight is answered any more. */
    private boolean followed(Map<String, Double> shares) {
        return step()
                ? shares.keySet().stream().allMatch(region -> record.weights().getOrDefault(region, 0) > 0)
                : shares.getOrDefault(record.active(), 0.0) >= EFFECTIVE_SHARE;
    }

    private void clients(Verification answer) {
        seen.forEach(region -> telemetry.weightForgotten(policy, region, "dns", "client"));
        answer.shares().forEach((region, share) -> telemetry.weight(policy, region, "dns", "client", share));
        seen = answer.shares().keySet();
    }

    /** Another instance has moved the traffic since: resolvers need not follow our record, and are not asked any more. */
    private void superseded() {
        open = Awaited.NONE;
        resolved.keySet().forEach(region -> telemetry.weightForgotten(policy, region, "dns", "resolver"));
        resolved = Map.of();
        seen.forEach(region -> telemetry.weightForgotten(policy, region, "dns", "client"));
        seen = Set.of();
    }

    private Optional<String> late(Moment now, String what) {
        if (alarmed || now.steady().minus(mark).compareTo(insyncTimeout) < 0) {
            return Optional.empty();
        }
        alarmed = true;
        progress.line(now.wall() + " not effective: " + what);
        return Optional.of(
                "epoch " + record.epoch() + " not effective after " + insyncTimeout.toSeconds() + " s: " + what);
    }

    private void next(Stage ended, Awaited following, Moment now) {
        progress.stage(ended, now.steady().minus(mark), now);
        mark = now.steady();
        open = following;
        nextPoll = now.steady();
    }

    /**
     * What resolvers answered when last asked, shares by region; empty if unknown, or if they have not been asked since
     * this record was written: another instance may have moved the traffic after us.
     */
    Map<String, Double> resolved(Optional<EpochRecord> current) {
        boolean asked = record != null
                && current.filter(now -> now.epoch() == record.epoch()).isPresent();
        return asked ? resolved : Map.of();
    }
}
