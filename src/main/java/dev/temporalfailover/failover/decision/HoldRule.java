package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.Opinion.Held;
import dev.temporalfailover.failover.situation.Situation;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether somebody holds all moves: here, or in another region as it was last heard. A hold outlives the silence of the
 * place where it was set, since whoever set it may have known that the place would fall silent.
 */
final class HoldRule {
    private HoldRule() {}

    /** Who holds, until when and why; empty if nobody does. */
    static Optional<String> ask(Situation s, Moment now) {
        Optional<String> here = s.intents().hold().map(h -> text("", h.owner(), h.expires(), h.reason()));
        return here.or(() -> s.elsewhere().opinions().stream()
                .filter(o -> o.hold().filter(h -> stands(h, now)).isPresent())
                .findFirst()
                .map(o -> text(o, now)));
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
