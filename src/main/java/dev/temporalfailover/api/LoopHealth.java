package dev.temporalfailover.api;

import dev.temporalfailover.loop.Operations;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether our own threads go on. What the regions are like has nothing to do with it: a restart mends no region. Answered on the event loop,
 * so that no other call can take the thread that it needs.
 */
final class LoopHealth {
    /** Without a look for this long we are not ready. */
    static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private LoopHealth() {}

    /** Ready: the configuration is loaded and each policy's loop looks. */
    @Readiness
    static class Ready implements AsyncHealthCheck {
        private final Operations operations;

        Ready(Operations operations) {
            this.operations = operations;
        }

        @Override
        public Uni<HealthCheckResponse> call() {
            return Uni.createFrom().item(this::look);
        }

        private HealthCheckResponse look() {
            if (operations.canary().isPresent()) {
                return HealthCheckResponse.named("canary calls").up().build();
            }
            Duration now = operations.now().steady();
            boolean none = operations.status().isEmpty();
            Duration oldest = operations.status().stream()
                    .map(s -> now.minus(s.at().steady()))
                    .max(Duration::compareTo)
                    .orElse(now);
            HealthCheckResponseBuilder answer = HealthCheckResponse.named("loop looks")
                    .status(!none && oldest.compareTo(READY_WITHIN) <= 0)
                    .withData("policies", operations.status().size());
            return none
                    ? answer.build()
                    : answer.withData("lookedMillisAgo", oldest.toMillis()).build();
        }
    }

    /** Ready and alive: no thread is stuck or dead, from the start of the process on. A stuck one's restart is the cure. */
    @Liveness
    @Readiness
    static class Alive implements AsyncHealthCheck {
        private final Operations operations;

        Alive(Operations operations) {
            this.operations = operations;
        }

        @Override
        public Uni<HealthCheckResponse> call() {
            return Uni.createFrom().item(this::look);
        }

        private HealthCheckResponse look() {
            var silent = operations.silentThreads();
            HealthCheckResponseBuilder answer =
                    HealthCheckResponse.named("threads go on").status(silent.isEmpty());
            silent.forEach((thread, since) -> answer.withData(thread, "silent for " + since.toSeconds() + " s"));
            return answer.build();
        }
    }
}
