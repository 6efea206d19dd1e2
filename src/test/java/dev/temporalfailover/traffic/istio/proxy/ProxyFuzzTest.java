package dev.temporalfailover.traffic.istio.proxy;

import static dev.temporalfailover.emulator.envoy.Dumps.EAST;
import static dev.temporalfailover.emulator.envoy.Dumps.WEST;
import static dev.temporalfailover.emulator.envoy.Dumps.config;
import static dev.temporalfailover.emulator.envoy.Dumps.dump;
import static dev.temporalfailover.emulator.envoy.Dumps.route;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProxyFuzzTest {
    private static final String ERROR =
            ", \"error_state\": {\"failed_configuration\": {\"name\": \"7233\", \"virtual_hosts\":" + " [{\"routes\": ["
                    + route("frontend", EAST, 0, WEST, 0) + "]}]}, \"details\": \"sum of weights\"}";

    @Test
    void dumps() {
        Wanted wanted = WantedRoutes.wanted(90, 10, "frontend");
        List<String> seeds = List.of(
                dump(config("7233", "", route("frontend", EAST, 90, WEST, 10))),
                dump(config("7233", ERROR, route("frontend", WEST))));
        Fuzz.texts("dump", seeds, input -> {
            ProxyAnswer answer;
            try {
                answer = ConfigDump.read(new ByteArrayInputStream(input), wanted);
            } catch (IOException refused) {
                return false;
            }
            assertEquals(Line.of(answer.detail(), 2_000), answer.detail());
            assertTrue(
                    answer.shares().values().stream().allMatch(share -> share >= 0 && share <= 1), answer.toString());
            return true;
        });
    }

    @Test
    void istiodsPages() {
        Fuzz.texts("istiod", List.of(RejectCountTest.page(3, 2, "1.7e9")), input -> {
            RejectCount count;
            try {
                count = RejectCount.read(new ByteArrayInputStream(input));
            } catch (IOException refused) {
                return false;
            }
            assertTrue(count.total() >= 0, count.toString());
            count.byNode().keySet().forEach(node -> assertEquals(Line.of(node, 120), node));
            Rejects rejects = new Rejects();
            rejects.since("a", count);
            rejects.since("a", count);
            return true;
        });
    }
}
