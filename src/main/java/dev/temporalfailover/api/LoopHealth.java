package dev.temporalfailover.api;

import dev.temporalfailover.loop.Operations;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether our own loop lives. What the regions are like has nothing to do with it: a restart mends no region. */
final class LoopHealth {
    /** Without a look for this long we are not ready. */
    static final Duration READY_WITHIN = Duration.ofSeconds(30);

    /** Without a look for this long a restart is the cure. */
    static final Duration ALIVE_WITHIN = Duration.ofMinutes(3);

    private LoopHealth() {}

    static HealthCheckResponse check(String name, Operations operations, Duration within, boolean startCounts) {
        Duration now = operations.now().steady();
        boolean none = operations.status().isEmpty();
        Duration oldest = operations.status().stream()
                .map(s -> now.minus(s.at().steady()))
                .max(Duration::compareTo)
                .orElse(now);
        boolean up = oldest.compareTo(within) <= 0 && (!none || startCounts);
        HealthCheckResponseBuilder answer = HealthCheckResponse.named(name)
                .status(up)
                .withData("policies", operations.status().size());
        return none
                ? answer.build()
                : answer.withData("lookedMillisAgo", oldest.toMillis()).build();
    }

    /** Ready: the configuration is loaded and each policy's loop looks. */
    @Readiness
    static class Ready implements HealthCheck {
        private final Operations operations;

        Ready(Operations operations) {
            this.operations = operations;
        }

        @Override
        public HealthCheckResponse call() {
            return check("loop looks", operations, READY_WITHIN, false);
        }
    }

    /** Alive: no policy's loop is stuck, from the start of the process on. */
    @Liveness
    static class Alive implements HealthCheck {
        private final Operations operations;

        Alive(Operations operations) {
            this.operations = operations;
        }

        @Override
        public HealthCheckResponse call() {
            return check("loop lives", operations, ALIVE_WITHIN, true);
        }
    }
}
