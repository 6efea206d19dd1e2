package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.TakeoverSwitch;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a takeover that moves DNS without its API took effect: all instances can say so to Route 53's health checks, and
 * resolvers answer with this region. The questions end with the takeover, or when the record has caught up.
 */
final class TakeoverEffect {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final String policy;
    private final Telemetry telemetry;
    private final TakeoverSwitch takeover;
    private final DnsSwitch dns;
    private final Duration within;
    private final Progress progress;
    private Optional<Step> open = Optional.empty();
    private Duration since;
    private Duration next;
    private boolean alarmed;

    TakeoverEffect(
            String policy,
            Telemetry telemetry,
            TakeoverSwitch takeover,
            DnsSwitch dns,
            Duration within,
            Progress progress) {
        this.policy = policy;
        this.telemetry = telemetry;
        this.takeover = takeover;
        this.dns = dns;
        this.within = within;
        this.progress = progress;
    }

    /** A takeover has begun that the record does not say. */
    void begun(Step step, Progress.Timing timing, Moment now) {
        progress.begin(step.claim(), timing, now);
        open = Optional.of(step);
        since = now.steady();
        next = now.steady();
        alarmed = false;
    }

    /** Asks once, if a question is open and due. Returns an alarm to raise once. */
    Optional<String> verify(Optional<Takeover> inForce, Moment now) {
        open = open.filter(
                step -> inForce.filter(t -> t.epoch() == step.claim().epoch()).isPresent());
        if (open.isEmpty() || now.steady().compareTo(next) < 0) {
            return Optional.empty();
        }
        next = now.steady().plus(POLL);
        Step step = open.get();
        Verification told = takeover.verify(step);
        Map<String, Double> shares = dns.clientView();
        shares.forEach((region, share) -> telemetry.weight(policy, region, "dns", "resolver", share));
        boolean led = shares.getOrDefault(step.record().active(), 0.0) >= DnsEffect.EFFECTIVE_SHARE;
        if (told.state() == Verification.Effectiveness.EFFECTIVE && led) {
            progress.stage(Stage.TAKEOVER, now.steady().minus(since), now);
            open = Optional.empty();
            return Optional.empty();
        }
        return late(step, told, shares, now);
    }

    private Optional<String> late(Step step, Verification told, Map<String, Double> shares, Moment now) {
        if (alarmed || now.steady().minus(since).compareTo(within) < 0) {
            return Optional.empty();
        }
        alarmed = true;
        String what = told.state() != Verification.Effectiveness.EFFECTIVE
                ? told.detail()
                : shares.isEmpty() ? DnsEffect.UNTOLD : "resolvers still answer otherwise: " + shares;
        progress.line(now.wall() + " not effective: " + what);
        return Optional.of(
                "the takeover from " + step.from() + " is not effective after " + within.toSeconds() + " s: " + what);
    }
}
