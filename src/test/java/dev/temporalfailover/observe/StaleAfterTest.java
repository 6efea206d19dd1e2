package dev.temporalfailover.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.pace.Pace;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.ProbeTimes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StaleAfterTest {
    private final Map<Target, Pace> paces = new HashMap<>();
    private final StaleAfter staleAfter = new StaleAfter(
            List.of(endpoint("a", 5, 1), endpoint("b", 8, 2)), target -> Optional.ofNullable(paces.get(target)));

    private static Endpoint endpoint(String host, int interval, int timeout) {
        return new Endpoint(
                "us-east-1",
                Service.FRONTEND,
                "private",
                host,
                7233,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "default",
                Set.of(Check.SYSTEM_INFO, Check.DESCRIBE_WORKFLOW, Check.COLD_CONNECT),
                new ProbeTimes(
                        Duration.ofSeconds(interval),
                        Duration.ofSeconds(timeout),
                        Duration.ofSeconds(interval),
                        Duration.ofSeconds(2 * interval),
                        Duration.ofSeconds(3 * timeout),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(2 * timeout)));
    }

    private static Target target(Check check) {
        return new Target("us-east-1", Service.FRONTEND, "private", "10.0.0.1:7233", check);
    }

    @Test
    void withoutAPaceItIsThreeOfTheLongestConfiguredIntervalsAndATimeout() {
        assertEquals(Duration.ofSeconds(26), staleAfter.apply(target(Check.SYSTEM_INFO)));
        assertEquals(Duration.ofSeconds(3 * 16 + 6), staleAfter.apply(target(Check.DESCRIBE_WORKFLOW)));
        assertEquals(Duration.ofSeconds(184), staleAfter.apply(target(Check.COLD_CONNECT)));
    }

    @Test
    void itFollowsThePresentPaceUpAndDown() {
        Target target = target(Check.SYSTEM_INFO);
        paces.put(target, new Pace(Duration.ofSeconds(1200), Duration.ofSeconds(5), false));
        assertEquals(Duration.ofSeconds(3602), staleAfter.apply(target));
        assertEquals(Duration.ofSeconds(184), staleAfter.apply(target(Check.COLD_CONNECT)), "of the other check not");
        paces.put(target, Pace.configured(Duration.ofSeconds(5)));
        assertEquals(Duration.ofSeconds(17), staleAfter.apply(target));
        paces.clear();
        assertEquals(Duration.ofSeconds(26), staleAfter.apply(target));
    }
}
