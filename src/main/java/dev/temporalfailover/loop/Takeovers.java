package dev.temporalfailover.loop;

import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.traffic.StepOutcome;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Whether this region serves in another one's stead: what {@code /health/takeover/REGION} answers, on every instance of the
 * region, so it is kept with the intents. Route 53's API lives in us-east-1; while it cannot be reached this answer is a
 * failover's only effect, and it must not end because the old region comes back.
 */
final class Takeovers {
    private final FailoverPolicy policy;
    private final String self;
    private final IntentStore intents;
    /** What could not be stored yet; the loop thread's. */
    private volatile Optional<Takeover> unstored = Optional.empty();

    Takeovers(FailoverPolicy policy, String self, IntentStore intents) {
        this.policy = policy;
        this.self = self;
        this.intents = intents;
    }

    /** The stored intents with a takeover that could not be stored yet. */
    Intents merged(Intents stored) {
        return stored.takeover().isPresent() || unstored.isEmpty() ? stored : stored.withTakeover(unstored);
    }

    /** The record could not be written: if the traffic was to come here, take it over without it. */
    void notWritten(Decision decision, StepOutcome outcome, Situation s, Moment now) {
        boolean out = outcome.kind() == StepOutcome.Kind.UNAVAILABLE
                || outcome.kind() == StepOutcome.Kind.UNCERTAIN
                || outcome.kind() == StepOutcome.Kind.THROTTLED;
        if (out
                && decision instanceof Decision.Shift shift
                && shift.to().equals(self)
                && urgent(shift)
                && s.intents().takeover().isEmpty()) {
            long epoch = s.dns().epoch().map(EpochRecord::epoch).orElse(0L);
            store(Optional.of(new Takeover(shift.from(), epoch, now.wall())));
        }
    }

    /** A failback can wait for the record; a takeover would give all at once what its steps give little by little. */
    private static boolean urgent(Decision.Shift shift) {
        return shift.share() == 100 && shift.reason() != Decision.Reason.FAILBACK;
    }

    /** A person wants the traffic to stay with the region that the record names: ends a takeover that was not written. */
    void giveBack(DnsReading dns) {
        long epoch = dns.epoch().map(EpochRecord::epoch).orElse(0L);
        Optional<Takeover> pending = merged(intents.read(policy.name())).takeover();
        boolean elsewhere = dns.epoch().filter(e -> !e.active().equals(self)).isPresent();
        if (elsewhere && pending.isPresent() && pending.get().epoch() == epoch) {
            store(Optional.empty());
        }
    }

    /**
     * Whether the takeover endpoint may answer 200. A region that is DOWN serves in nobody's stead: were it to insist, and
     * the other region took over from it in turn, both records would leave DNS, which is to Route 53 as if both were well.
     */
    static boolean stands(Verdict own) {
        return own != Verdict.DOWN;
    }

    /**
     * Brings the takeover in line with the record that was read.
     *
     * @param own the verdict on this region; once it is DOWN the takeover is over, also when it comes back
     */
    void follow(DnsReading dns, Intents present, Verdict own, Moment now) {
        if (own == Verdict.DOWN) {
            if (present.takeover().isPresent()) {
                store(Optional.empty());
            }
            return;
        }
        if (dns.state() != DnsReading.State.OWNED
                || dns.failing()
                || dns.epoch().isEmpty()) {
            return;
        }
        EpochRecord record = dns.epoch().get();
        String preferred = policy.regions().get(0);
        // A failback's first step ends it, or the inverted check would keep the preferred region out of DNS.
        boolean serving = record.active().equals(self)
                && !self.equals(preferred)
                && record.weights().getOrDefault(preferred, 0) == 0;
        long known = present.takeover().map(Takeover::epoch).orElse(-1L);
        if (serving && known < record.epoch()) {
            // From now on it is what the record says, and no longer something to be carried through.
            String from = present.takeover().map(Takeover::from).orElse(preferred);
            store(Optional.of(new Takeover(from, record.epoch(), now.wall())));
        } else if (!serving
                && present.takeover().isPresent()
                && present.takeover().get().epoch() < record.epoch()) {
            store(Optional.empty());
        } else if (unstored.isPresent()) {
            store(unstored);
        }
    }

    private void store(Optional<Takeover> takeover) {
        unstored = takeover;
        try {
            intents.update(policy.name(), stored -> stored.withTakeover(takeover));
            unstored = Optional.empty();
        } catch (UncheckedIOException kept) {
            // Kept in memory and stored by a later tick; IntentStore.live() and its metric say that storing fails.
            unstored = takeover;
        }
    }

    /**
     * Whether the record is what was asked for. Also once a failback in steps has begun: it goes on by itself, and its request
     * must not begin it again.
     */
    boolean fulfilled(Intents.Request request, EpochRecord record) {
        long carrying = record.weights().values().stream().filter(w -> w > 0).count();
        boolean all = request.to().equals(record.active()) && carrying <= 1;
        boolean begun = policy.isBack(record.active(), request.to())
                && !request.force()
                && record.weights().getOrDefault(request.to(), 0) > 0;
        return all || begun;
    }
}
