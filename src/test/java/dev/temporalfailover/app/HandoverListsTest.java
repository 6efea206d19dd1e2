package dev.temporalfailover.app;

import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.ReadinessReason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A right that is missing in temporal-system is a reason before the night. */
class HandoverListsTest {
    private final HandoverLists lists = new HandoverLists();

    @Test
    void aRightThatIsMissingStandsAgainstEachMoveOfThePolicyUntilItIsThere() {
        lists.read("p", "PERMISSION_DENIED", seconds(100));
        assertEquals(List.of(), lists.faults("p", seconds(109)), "one answer may be lost");
        lists.read("p", "PERMISSION_DENIED", seconds(110));
        DryCall fault = lists.faults("p", seconds(110)).get(0);
        assertEquals(ReadinessReason.HANDOVERS, fault.reason());
        assertEquals(Optional.of("p"), fault.policy());
        assertEquals(Optional.empty(), fault.region(), "either region may be the one that hands over");
        assertEquals(
                "planned moves cannot hand namespaces over: the own cluster does not list the running handovers in"
                        + " temporal-system: PERMISSION_DENIED",
                fault.problem());
        assertEquals(List.of(), lists.faults("other", seconds(110)));
        lists.read("p", "", seconds(112));
        assertEquals(List.of(), lists.faults("p", seconds(112)));
        lists.read("p", "no answer", seconds(114));
        assertEquals(List.of(), lists.faults("p", seconds(116)), "from its own begin on");
    }
}
