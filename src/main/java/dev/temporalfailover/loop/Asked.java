package dev.temporalfailover.loop;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.status.AuditEntry;
import java.util.Optional;

/** Who asked for a change, whether that was a machine, and the reason that was given. */
record Asked(String by, boolean automatic, String why) {
    private static final String OURSELVES = "temporal-failover";

    /** @param ends whether the attempt ends a takeover */
    static Asked of(PlanAttempt attempt, boolean ends) {
        Situation s = attempt.situation();
        if (attempt.decision() instanceof Decision.Shift move) {
            return new Asked(move.by(), move.automatic(), typed(s, move.by()));
        }
        if (attempt.plan().reason().equals(AuditEntry.FOLLOW) && !ends) {
            return followed(attempt.first().record());
        }
        Optional<Intents.Request> person = s.intents().request().filter(r -> ends && !r.automatic());
        return new Asked(
                person.map(Intents.Request::by).orElse(OURSELVES),
                person.isEmpty(),
                person.map(Intents.Request::reason).orElse(""));
    }

    private static String typed(Situation s, String by) {
        return s.intents()
                .request()
                .filter(r -> r.by().equals(by))
                .map(Intents.Request::reason)
                .orElse("");
    }

    /** A route follows what the record's writer was asked, which that one wrote down; here its name and word are known. */
    private static Asked followed(EpochRecord record) {
        int last = record.switches().size() - 1;
        boolean automatic = last >= 0 && record.switches().get(last).equals(record.at());
        return new Asked(record.owner(), automatic, "epoch " + record.epoch() + " is " + record.reason());
    }
}
