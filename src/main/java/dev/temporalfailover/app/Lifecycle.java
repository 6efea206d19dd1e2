package dev.temporalfailover.app;

import dev.temporalfailover.api.access.AccessSettings;
import dev.temporalfailover.api.access.AccessTokens;
import dev.temporalfailover.api.access.CallerCheck;
import dev.temporalfailover.api.access.GuardedCheck;
import dev.temporalfailover.api.access.RefusedCallers;
import dev.temporalfailover.api.access.TokenReviews;
import dev.temporalfailover.api.connections.ConnectionBounds;
import dev.temporalfailover.config.Config;
import dev.temporalfailover.outside.heartbeat.FatalError;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.outside.kubernetes.BoundedAnswers;
import dev.temporalfailover.telemetry.AuditLog;
import dev.temporalfailover.telemetry.CoordinationTelemetry;
import dev.temporalfailover.telemetry.Telemetry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Where the container and the parts meet: beans for the HTTP resources, start and stop. Tests of resources bring their own. */
@ApplicationScoped
@UnlessBuildProfile("test")
final class Lifecycle {
    private static final Logger LOG = Logger.getLogger("temporal-failover");

    private static final Duration HTTP_ALIVE_WITHIN = Duration.ofSeconds(30);

    private static final int CANNOT_START = 1;

    private Wiring wiring;

    @Produces
    @Singleton
    Config config() {
        return Main.config();
    }

    /** On every metric: one Prometheus may have several places, whose pods may have the same addresses. */
    @Produces
    @Singleton
    MeterFilter home(Config config) {
        return MeterFilter.commonTags(List.of(Tag.of("home_region", config.region())));
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

    /** In place of Quarkus' own, which takes answers of any size. */
    @Produces
    @Singleton
    KubernetesClient kubernetes(KubernetesSerialization objects, io.fabric8.kubernetes.client.Config settings) {
        return BoundedAnswers.on(new KubernetesClientBuilder())
                .withKubernetesSerialization(objects)
                .withConfig(settings)
                .build();
    }

    void close(@Disposes KubernetesClient kubernetes) {
        kubernetes.close();
    }

    @Produces
    @Singleton
    AccessTokens accessTokens(Config config, KubernetesClient kubernetes, LoopOperations operations) {
        AccessSettings access = config.access();
        Optional<CallerCheck> others = access.kubernetes()
                .map(k -> new GuardedCheck(
                        new TokenReviews(kubernetes, k.audience(), k.timeout()),
                        k.cache(),
                        operations::now,
                        LOG::info));
        return new AccessTokens(access.alertsTokenFile(), access.operatorTokenFile(), others, LOG::warn);
    }

    @Produces
    @Singleton
    RefusedCallers refusedCallers(LoopOperations operations) {
        return new RefusedCallers(operations::now, LOG::warn);
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
            LoopOperations operations,
            Vertx vertx) {
        ConnectionBounds.countedBy(telemetry::connectionClosed);
        wiring = new Wiring(config, kubernetes, telemetry, counts, operations.trail(), operations::publish);
        operations.join(wiring);
        try {
            wiring.start();
        } catch (UncheckedIOException portTaken) {
            // A person mends this in the configuration or on the host; a stack trace would hide the sentence.
            LOG.fatal("cannot start: " + portTaken.getMessage());
            Runtime.getRuntime().halt(CANNOT_START);
        }
        watch(vertx, wiring.heartbeats());
    }

    /** The threads that all HTTP stands on; one that hangs keeps its share of the connections. */
    private static void watch(Vertx vertx, Heartbeats heartbeats) {
        vertx.exceptionHandler(thrown -> {
            FatalError.check(thrown);
            LOG.error("not caught by an HTTP thread", thrown);
        });
        int loop = 0;
        for (EventExecutor one : ((VertxInternal) vertx).getEventLoopGroup()) {
            Heartbeat heartbeat = heartbeats.of("http-io-" + ++loop, HTTP_ALIVE_WITHIN);
            one.scheduleAtFixedRate(heartbeat::beat, 0, 1, TimeUnit.SECONDS);
        }
    }

    /** Before requests are waited for: the next leader need not wait for them. */
    void stopping(@Observes ShutdownDelayInitiatedEvent event) {
        if (wiring != null) {
            wiring.resign();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (wiring != null) {
            wiring.close();
        }
    }
}
