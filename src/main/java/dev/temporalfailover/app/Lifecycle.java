package dev.temporalfailover.app;

import dev.temporalfailover.api.access.AccessSettings;
import dev.temporalfailover.api.access.AccessTokens;
import dev.temporalfailover.api.access.CallerCheck;
import dev.temporalfailover.api.access.GuardedCheck;
import dev.temporalfailover.api.access.TokenReviews;
import dev.temporalfailover.config.Config;
import dev.temporalfailover.telemetry.AuditLog;
import dev.temporalfailover.telemetry.CoordinationTelemetry;
import dev.temporalfailover.telemetry.Telemetry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Where the container and the parts meet: beans for the HTTP resources, start and stop. Tests of resources bring their own. */
@ApplicationScoped
@UnlessBuildProfile("test")
final class Lifecycle {
    private static final Logger LOG = Logger.getLogger("temporal-failover");

    private Wiring wiring;

    @Produces
    @Singleton
    Config config() {
        return Main.config();
    }

    @Produces
    @Singleton
    Telemetry telemetry(MeterRegistry registry) {
        return new Telemetry(registry);
    }

    @Produces
    @Singleton
    CoordinationTelemetry coordinationTelemetry(MeterRegistry registry) {
        return new CoordinationTelemetry(registry);
    }

    @Produces
    @Singleton
    AuditLog auditLog() {
        return new AuditLog();
    }

    @Produces
    @Singleton
    AccessTokens accessTokens(Config config, KubernetesClient kubernetes, LoopOperations operations) {
        AccessSettings access = config.access();
        Optional<CallerCheck> others = access.kubernetes()
                .map(k -> new GuardedCheck(
                        new TokenReviews(kubernetes, k.audience(), k.timeout()),
                        k.cache(),
                        () -> operations.now().steady(),
                        LOG::info));
        return new AccessTokens(access.alertsTokenFile(), access.operatorTokenFile(), others);
    }

    @Produces
    @Singleton
    LoopOperations operations(Config config, AuditLog audit) {
        return new LoopOperations(config, audit);
    }

    void start(
            @Observes StartupEvent event,
            Config config,
            KubernetesClient kubernetes,
            Telemetry telemetry,
            CoordinationTelemetry counts,
            AuditLog audit,
            LoopOperations operations) {
        wiring = new Wiring(config, kubernetes, telemetry, counts, audit, operations::publish);
        operations.join(wiring);
        wiring.start();
    }

    void stop(@Observes ShutdownEvent event) {
        if (wiring != null) {
            wiring.close();
        }
    }
}
