package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.Opinion.Held;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a hold is in force: here, or in another region as last received. A hold stays in force if the place where it
 * was set becomes silent: the person may have known that this would happen.
 */
final class HoldRule {
    private HoldRule() {}

    static Rule ask(Case c) {
        Optional<String> here = c.s().intents().hold().map(h -> text("", h.owner(), h.expires(), h.reason()));
        Optional<String> held = here.or(() -> c.s().elsewhere().opinions().stream()
                .filter(o -> o.hold().filter(h -> stands(h, c.now())).isPresent())
                .findFirst()
                .map(o -> text(o, c.now())));
        return new Rule(Reason.HELD, held.isEmpty(), held.orElse("no hold"));
    }

    private static boolean stands(Held hold, Moment now) {
        return now.steady().compareTo(hold.until()) < 0;
    }

    private static String text(Opinion from, Moment now) {
        Held hold = from.hold().orElseThrow();
        Instant until = now.wall().plus(hold.until().minus(now.steady()));
        return text(" in " + from.place(), hold.owner(), until, hold.reason());
    }

    private static String text(String where, String owner, Instant until, String reason) {
        return "held" + where + " by " + owner + " until " + until + ": " + reason;
    }
}
