package dev.temporalfailover.failover.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.status.WayAnswers.CanaryCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What canary clients were answered against what was written. */
class ClientSharesTest {
    private static final Map<String, Integer> WEST = Map.of("us-east-1", 0, "us-west-2", 100);
    private static final Map<String, Integer> TENTH = Map.of("us-east-1", 10, "us-west-2", 90);
    private static final Duration LONG = Duration.ofMinutes(1);

    private static List<CanaryCall> calls(String... newestFirst) {
        List<CanaryCall> calls = new ArrayList<>();
        for (String cluster : newestFirst) {
            String failure = cluster.isEmpty() ? "UNAVAILABLE" : "";
            calls.add(new CanaryCall(Duration.ofMillis(200L * (calls.size() + 1)), cluster, failure));
        }
        return calls;
    }

    private static List<CanaryCall> repeated(int times, String cluster) {
        return calls(Collections.nCopies(times, cluster).toArray(String[]::new));
    }

    private static Optional<String> region(String cluster) {
        return switch (cluster) {
            case "id-east" -> Optional.of("us-east-1");
            case "id-west" -> Optional.of("us-west-2");
            default -> Optional.empty();
        };
    }

    private static ClientShares of(List<CanaryCall> calls, Map<String, Integer> weights, Duration since) {
        return ClientShares.of(calls, ClientSharesTest::region, weights, since);
    }

    @Test
    void aWholeMoveIsSeenWhenTheNewestTenAnswersAreTheNewRegions() {
        List<CanaryCall> all = new ArrayList<>(repeated(10, "id-west"));
        assertTrue(of(all, WEST, LONG).agree());
        all.add(new CanaryCall(Duration.ofSeconds(4), "id-east", ""));
        assertTrue(of(all, WEST, LONG).agree(), "an older answer is from before the proxy changed");
        all.set(9, new CanaryCall(Duration.ofSeconds(2), "id-east", ""));
        ClientShares mixed = of(all, WEST, LONG);
        assertFalse(mixed.agree());
        assertEquals("1 of 10 answers from us-east-1, 9 of 10 answers from us-west-2", mixed.detail());
    }

    @Test
    void answersFromBeforeTheChangeDoNotCount() {
        ClientShares seen = of(repeated(100, "id-west"), WEST, Duration.ofSeconds(1));
        assertFalse(seen.agree());
        assertEquals("5 answers since the change, 10 are needed", seen.detail());
    }

    @Test
    void callsThatFailProveNothingAndAreSaid() {
        ClientShares seen = of(repeated(100, ""), WEST, LONG);
        assertFalse(seen.agree());
        assertEquals("0 answers since the change, 10 are needed; the last failure: UNAVAILABLE", seen.detail());
    }

    @Test
    void aClusterThatNoRegionHasIsSaid() {
        ClientShares seen = of(repeated(10, "id-other"), WEST, LONG);
        assertFalse(seen.agree());
        assertEquals("10 of 10 answers from cluster id-other, which is not known as one region's", seen.detail());
    }

    @Test
    void aStepThatNobodySeesIsNotEffective() {
        assertFalse(of(repeated(150, "id-west"), TENTH, LONG).agree(), "a cache that has not changed");
        assertFalse(of(repeated(150, "id-east"), TENTH, LONG).agree());
    }

    @Test
    void aStepIsEffectiveWithTheCountsThatItsSharesGive() {
        assertTrue(of(divided(150, 0.10), TENTH, LONG).agree());
        assertFalse(of(divided(150, 0.50), TENTH, LONG).agree(), "the step after it");
        assertEquals(0.1, of(divided(100, 0.10), TENTH, LONG).shares().get("us-east-1"), 0.001);
    }

    /** A limit of three standard deviations refuses 3 of 1,000 true ones, and so few answers without the region. */
    @Test
    void trueSharesAreRarelyRefused() {
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 1_000; round++) {
            List<CanaryCall> calls = calls(random.doubles(150)
                    .mapToObj(x -> x < 0.1 ? "id-east" : "id-west")
                    .toArray(String[]::new));
            refused += of(calls, TENTH, LONG).agree() ? 0 : 1;
        }
        assertTrue(refused <= 15, refused + " of 1000");
    }

    private static List<CanaryCall> divided(int n, double east) {
        String[] all = new String[n];
        for (int i = 0; i < n; i++) {
            all[i] = i < Math.round(n * east) ? "id-east" : "id-west";
        }
        return calls(all);
    }
}
