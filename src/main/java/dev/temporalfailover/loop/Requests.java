package dev.temporalfailover.loop;

import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.telemetry.Telemetry;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Clears a request that is done, so that it is not asked for again. */
final class Requests {
    private final FailoverPolicy policy;
    private final IntentStore intents;
    private final Telemetry telemetry;

    Requests(FailoverPolicy policy, IntentStore intents, Telemetry telemetry) {
        this.policy = policy;
        this.intents = intents;
        this.telemetry = telemetry;
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
            // It asks for what already is, so it does no harm until a later tick clears it or it expires.
            telemetry.read("kubernetes", false);
        }
    }

    /** A person who gives traffic back has not got it while a takeover of the present epoch holds it. */
    private boolean done(Request request, Situation s) {
        Optional<EpochRecord> record = s.dns().epoch();
        boolean held = !request.to().equals(s.self())
                && s.intents()
                        .takeover()
                        .filter(t -> record.filter(r -> r.epoch() == t.epoch()).isPresent())
                        .isPresent();
        return !held && record.filter(r -> policy.fulfilled(request, r)).isPresent();
    }
}
