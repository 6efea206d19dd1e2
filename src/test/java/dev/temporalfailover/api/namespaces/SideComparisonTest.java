package dev.temporalfailover.api.namespaces;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.api.namespaces.SideComparison.Agreement;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the clusters' words about a namespace come to, in words for a person. */
class SideComparisonTest {
    private static Side side(String active, long version) {
        return new Side(Optional.ofNullable(active), version, false, Optional.empty());
    }

    private static SideComparison compared(NamespaceKind kind, Map<String, Side> sides, int failures) {
        NamespaceReading n = new NamespaceReading("pay", kind, sides, failures, "no answer in time");
        return SideComparison.of(n, List.of(EAST, WEST), Optional.of(WEST));
    }

    private static SideComparison compared(Side east, Side west) {
        return compared(NamespaceKind.MOVABLE, Map.of(EAST, east, WEST, west), 0);
    }

    @Test
    void clustersThatStateTheSameAgree() {
        assertEquals(
                new SideComparison(Optional.of(WEST), Agreement.AGREES, "version 12 on all sides"),
                compared(side(WEST, 12), side(WEST, 12)));
    }

    @Test
    void theWordWithTheHigherVersionNamesTheActiveRegion() {
        SideComparison one = compared(side(EAST, 11), side(WEST, 12));
        assertEquals(Optional.of(WEST), one.active());
        assertEquals(Agreement.DIFFERS, one.state());
        assertEquals("us-east-1 states us-east-1, version 11; us-west-2 states us-west-2, version 12", one.words());
        assertEquals(Optional.of(EAST), compared(side(EAST, 21), side(WEST, 12)).active());
        assertEquals(Agreement.DIFFERS, compared(side(WEST, 2), side(WEST, 12)).state(), "one has not heard of it yet");
    }

    @Test
    void agreedOnAnotherRegionThanTheTrafficsIsSaid() {
        SideComparison one = compared(side(EAST, 11), side(EAST, 11));
        assertEquals(Agreement.ELSEWHERE, one.state());
        assertEquals("version 11 on all sides; not where the traffic is", one.words());
        SideComparison nobody = compared(side(null, 11), side(null, 11));
        assertEquals(Optional.empty(), nobody.active());
        assertEquals(Agreement.ELSEWHERE, nobody.state());
    }

    @Test
    void aMoveThatFailedAndAHandoverWait() {
        SideComparison failed = compared(NamespaceKind.MOVABLE, Map.of(EAST, side(EAST, 11), WEST, side(EAST, 11)), 3);
        assertEquals(Agreement.WAITS, failed.state());
        assertTrue(failed.words().endsWith("3 attempts to move it failed: no answer in time"), failed.words());
        Side handover = new Side(Optional.of(WEST), 12, true, Optional.empty());
        assertEquals(Agreement.WAITS, compared(handover, side(WEST, 12)).state());
    }

    @Test
    void aClusterThatHasNotAnsweredIsNoDifference() {
        SideComparison one = compared(NamespaceKind.MOVABLE, Map.of(WEST, side(WEST, 12)), 0);
        assertEquals(Agreement.UNREAD, one.state());
        assertEquals("version 12; us-east-1 not read", one.words());
    }

    @Test
    void localOnesOfOneNameHaveNothingToDoWithEachOther() {
        SideComparison one = compared(NamespaceKind.LOCAL, Map.of(EAST, side(EAST, 0), WEST, side(WEST, 0)), 0);
        assertEquals(Agreement.AGREES, one.state());
        assertEquals(Optional.empty(), one.active());
    }

    /** The status page shows each, in this order. */
    @Test
    void everyStateOfANamespaceHasATagAndWords() throws IOException {
        String script = Files.readString(Path.of("src/main/resources/META-INF/resources/namespaces.js"));
        String order = Pattern.compile("const ORDER = \\[([^\\]]*)\\]")
                .matcher(script)
                .results()
                .map(m -> m.group(1).replace("'", ""))
                .findFirst()
                .orElseThrow();
        assertEquals(
                Arrays.stream(Agreement.values())
                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                        .toList(),
                List.of(order.split(", ")));
        for (String state : order.split(", ")) {
            for (String map : List.of("TAGS", "WORDS")) {
                assertTrue(script.matches("(?s).*const " + map + " = \\{[^}]*" + state + ": '.*"), map + " " + state);
            }
        }
    }
}
