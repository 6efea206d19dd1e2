package dev.temporalfailover.api;

import dev.temporalfailover.api.access.AccessTokens;
import dev.temporalfailover.api.access.RefusedCallers;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.testkit.FakeCallers;
import dev.temporalfailover.testkit.TestClock;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What the wiring produces, in a form that a test can set. Enabled by {@link ApiProfile} only. */
@ApplicationScoped
class FakeBeans {
    private final Path tokens;

    FakeBeans() throws IOException {
        tokens = Files.createTempDirectory("tokens");
        Files.writeString(tokens.resolve("operator"), ApiProfile.OPERATOR + "\n");
        Files.writeString(tokens.resolve("alerts"), ApiProfile.ALERTS + "\n");
    }

    @Produces
    @Alternative
    @Priority(10)
    @Singleton
    FakeOperations operations() {
        return new FakeOperations();
    }

    @Produces
    @Alternative
    @Priority(10)
    @Singleton
    Telemetry telemetry(MeterRegistry registry) {
        return new Telemetry(registry);
    }

    @Produces
    @Alternative
    @Priority(10)
    @Singleton
    FakeCallers callers() {
        return new FakeCallers();
    }

    @Produces
    @Alternative
    @Priority(10)
    @Singleton
    AccessTokens accessTokens(FakeCallers callers) {
        return new AccessTokens(
                Optional.of(tokens.resolve("alerts")),
                Optional.of(tokens.resolve("operator")),
                Optional.of(callers),
                text -> {});
    }

    @Produces
    @Alternative
    @Priority(10)
    @Singleton
    RefusedCallers refusedCallers() {
        AtomicInteger minutes = new AtomicInteger();
        return new RefusedCallers(TestClock.of(() -> Duration.ofMinutes(minutes.incrementAndGet())), text -> {});
    }
}
