package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The switch under way, or the last one: its stages with their times, and the checks that it took effect. Each stage is
 * measured from the one before: detect, decide, write, insync, verify.
 */
final class DnsEffect {
    private static final Duration POLL = Duration.ofSeconds(1);
    /** The share of a resolver's answers from which a switch counts as effective. */
    private static final double EFFECTIVE_SHARE = 0.99;

    private static final Logger LOG = Logger.getLogger("loop");
    private static final int LINES = 50;

    private final String policy;
    private final Telemetry telemetry;
    private final DnsSwitch dns;
    private final Duration insyncTimeout;
    private final Map<String, Duration> stages = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private Stage stage = Stage.DONE;
    private StepOutcome applied;
    private EpochRecord record;
    private Duration mark;
    private Duration nextPoll;
    private boolean alarmed;
    private Map<String, Double> resolved = Map.of();

    private enum Stage {
        INSYNC,
        VERIFY,
        DONE
    }

    DnsEffect(String policy, Telemetry telemetry, DnsSwitch dns, Duration insyncTimeout) {
        this.policy = policy;
        this.telemetry = telemetry;
        this.dns = dns;
        this.insyncTimeout = insyncTimeout;
    }

    /**
     * A DNS change was accepted.
     *
     * @param fault when the failures began, or null if nothing failed
     * @param detected when the verdict turned DOWN
     * @param decided when the decision was made
     */
    void written(
            StepOutcome outcome, EpochRecord next, Duration fault, Duration detected, Duration decided, Moment now) {
        stages.clear();
        lines.clear();
        if (fault != null) {
            stage("detect", detected.minus(fault), now);
            stage("decide", decided.minus(detected), now);
        }
        stage("write", now.steady().minus(decided), now);
        applied = outcome;
        record = next;
        resolved = Map.of();
        // Found by reading, without a change id: what resolvers answer is all that can be asked.
        stage = outcome.reference().isEmpty() ? Stage.VERIFY : Stage.INSYNC;
        mark = now.steady();
        nextPoll = now.steady();
        alarmed = false;
    }

    /**
     * Asks once, if a question is open and due. A record newer than ours ends all questions about ours.
     *
     * @param current the epoch record as last read, which may be older than ours; empty if it could not be read
     * @return an alarm to raise once, or null
     */
    String verify(Optional<EpochRecord> current, Moment now) {
        if (record != null
                && current.filter(read -> read.epoch() > record.epoch()).isPresent()) {
            superseded();
        }
        if (stage == Stage.DONE || now.steady().compareTo(nextPoll) < 0) {
            return null;
        }
        nextPoll = now.steady().plus(POLL);
        if (stage == Stage.INSYNC) {
            Verification answer = dns.verify(applied);
            if (answer.state() == Verification.State.EFFECTIVE) {
                next("insync", Stage.VERIFY, now);
                return null;
            }
            return late(now, "the DNS change is not yet on all of Route 53's servers: " + answer.detail());
        }
        Map<String, Double> shares = dns.clientView();
        resolved = shares;
        shares.forEach((region, share) -> telemetry.weight(policy, region, "dns", "resolver", share));
        if (shares.isEmpty()) {
            return late(now, "cannot tell what clients resolve");
        }
        if (shares.getOrDefault(record.active(), 0.0) >= EFFECTIVE_SHARE) {
            next("verify", Stage.DONE, now);
            LOG.infof("%s: epoch %d is effective: %s", policy, record.epoch(), stages);
            return null;
        }
        return late(now, "resolvers still answer otherwise: " + shares);
    }

    /** Another instance has moved the traffic since: resolvers need not follow our record, and nobody asks them for us. */
    private void superseded() {
        stage = Stage.DONE;
        resolved.keySet().forEach(region -> telemetry.weightForgotten(policy, region, "dns", "resolver"));
        resolved = Map.of();
    }

    private String late(Moment now, String what) {
        if (alarmed || now.steady().minus(mark).compareTo(insyncTimeout) < 0) {
            return null;
        }
        alarmed = true;
        line(now.wall() + " not effective: " + what);
        return "epoch " + record.epoch() + " not effective after " + insyncTimeout.toSeconds() + " s: " + what;
    }

    private void next(String name, Stage following, Moment now) {
        stage(name, now.steady().minus(mark), now);
        mark = now.steady();
        stage = following;
        nextPoll = now.steady();
    }

    private void stage(String name, Duration took, Moment now) {
        stages.put(name, took);
        line(now.wall() + " " + name + " " + took.toMillis() + " ms");
        telemetry.stage(policy, name, took);
    }

    /** Takes one line for a person; the oldest goes when there are too many. */
    void line(String text) {
        if (lines.size() >= LINES) {
            lines.remove(0);
        }
        lines.add(text);
    }

    /**
     * What resolvers answered when last asked, shares by region; empty if it could not be told, or if nobody has asked since
     * this record was written: another instance may have moved the traffic after us.
     */
    Map<String, Double> resolved(Optional<EpochRecord> current) {
        boolean asked = record != null
                && current.filter(now -> now.epoch() == record.epoch()).isPresent();
        return asked ? resolved : Map.of();
    }

    /** Stage timings so far, in order. */
    Map<String, Duration> stages() {
        return new LinkedHashMap<>(stages);
    }

    /** One line a stage. */
    List<String> lines() {
        return List.copyOf(lines);
    }
}
