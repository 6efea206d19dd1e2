package dev.temporalfailover.traffic;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.decision.Decide;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Planner;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoRecordsTest {

    @Test
    void aPolicyWithoutRecordsWatchesAndMovesNothing() {
        NoRecords none = new NoRecords();
        DnsReading read = none.read(Duration.ofSeconds(1));
        Situation s = new Situation(
                WEST,
                true,
                Map.of(EAST, verdict(EAST, Verdict.DOWN, 0), WEST, verdict(WEST, Verdict.HEALTHY, 0)),
                read,
                Optional.empty(),
                Intents.NONE,
                Duration.ZERO);
        Decision decision = Decide.decide(s, POLICY, at(1000));
        assertEquals(Decision.Reason.DNS_UNREAD, decision.reason());
        Planner planner = new Planner(POLICY, none.recordName(), "pod");
        assertEquals(Plan.NOTHING, planner.plan(decision, s, List.of(), at(1000)));
    }
}
