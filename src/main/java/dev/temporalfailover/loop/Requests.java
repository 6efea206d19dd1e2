package dev.temporalfailover.loop;

import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.telemetry.Telemetry;
import java.io.UncheckedIOException;
import java.util.Optional;

/** What people and alerts asked for: said while it cannot be read, and a request that is done is cleared. */
final class Requests {
    private final FailoverPolicy policy;
    private final IntentStore intents;
    private final Telemetry telemetry;

    Requests(FailoverPolicy policy, IntentStore intents, Telemetry telemetry) {
        this.policy = policy;
        this.intents = intents;
        this.telemetry = telemetry;
    }

    /** Why the holder of the Lease may not act: without the intents it does not know of a hold. Empty if nothing keeps it. */
    String fenced(boolean seen, boolean holder) {
        return seen || !holder ? "" : "a hold may be in force, " + intents.trouble(policy.name());
    }

    /** What is asked for, and whether it can be read; {@code holder} of the Lease logs it too. */
    void tell(Situation s, boolean holder, Journal journal) {
        String trouble = intents.trouble(policy.name());
        telemetry.intents(policy.name(), s.intents(), !trouble.isEmpty());
        if (holder) {
            journal.state("what people and alerts asked for", trouble.isEmpty() ? "" : "not readable", trouble);
        }
    }

    void settle(Situation s) {
        Optional<Request> done = s.intents().request().filter(request -> done(request, s));
        if (done.isEmpty()) {
            return;
        }
        try {
            intents.update(
                    policy.name(),
                    stored -> stored.request().equals(done) ? stored.withRequest(Optional.empty()) : stored);
        } catch (UncheckedIOException later) {
            // It requests the present state, so it changes nothing until a later tick clears it or it expires.
            telemetry.read("kubernetes", false);
        }
    }

    /** A requested failback is not fulfilled while a takeover of the present epoch keeps the traffic. */
    private boolean done(Request request, Situation s) {
        Optional<EpochRecord> record = s.dns().epoch();
        if (record.filter(r -> request.missed(r.active())).isPresent()) {
            return true;
        }
        boolean held = !request.to().equals(s.self())
                && s.intents()
                        .takeover()
                        .filter(t -> record.filter(r -> r.epoch() == t.epoch()).isPresent())
                        .isPresent();
        return !held && record.filter(r -> policy.fulfilled(request, r)).isPresent();
    }
}
