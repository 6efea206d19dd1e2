package dev.temporalfailover.traffic.route53;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.route53.Fault;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.testkit.TestClock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The dry calls to Route 53, by the real SDK on the strict emulator. */
class Route53ReadsTest extends EmulatedSwitch {
    private List<DryCall> asked() {
        try (Route53Reads reads = new Route53Reads(settings(false, Fixture.A), "p", TestClock.of(() -> now))) {
            return reads.ask();
        }
    }

    @Test
    void aChangeThatDoesNotExistProvesTheRightToAskForOne() {
        assertEquals(List.of(), asked());
        assertEquals(1, aws.requests("GetChange"));
        assertEquals(1, aws.requests("ListResourceRecordSets"));
        assertEquals(0, aws.requests("ChangeResourceRecordSets"));
    }

    @Test
    void eachReadThatIsRefusedIsNamed() {
        for (String operation : List.of("ListResourceRecordSets", "GetChange")) {
            aws.faults().nextOf(operation, 1, Fault.accessDenied());
        }
        List<DryCall> found = asked();
        assertEquals(2, found.size(), found.toString());
        assertTrue(found.get(0).problem().startsWith("ListResourceRecordSets: AccessDenied"), found.toString());
        assertTrue(found.get(1).problem().startsWith("GetChange: AccessDenied"), found.toString());
        assertEquals(ReadinessReason.AWS_RIGHTS, found.get(0).reason());
        assertEquals(Optional.of("p"), found.get(0).policy());
    }

    @Test
    void anApiThatIsDownIsNamed() {
        aws.apiDown();
        assertEquals(2, asked().size());
    }
}
