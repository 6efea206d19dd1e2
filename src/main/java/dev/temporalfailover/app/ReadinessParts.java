package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.coordination.AccessReviews;
import dev.temporalfailover.coordination.AccessReviews.NeededRight;
import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.coordination.ServerClock;
import dev.temporalfailover.failover.readiness.OwnPlace;
import dev.temporalfailover.failover.readiness.ReadinessRules;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.ReadinessReport;
import dev.temporalfailover.loop.DryCalls;
import dev.temporalfailover.loop.DryCalls.CallRound;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.route53.Route53Reads;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the dry calls, and of each status the report on whether each region could take the traffic now. */
final class ReadinessParts implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Config config;
    private final Leadership leadership;
    private final IntentStore intents;
    private final Telemetry telemetry;
    private final Map<String, PolicyStatus> latest = new ConcurrentHashMap<>();
    private final Closing closing = new Closing();
    private final OwnChecks checks;
    private final DryCalls calls;

    ReadinessParts(
            ClusterParts cluster,
            Leadership leadership,
            IntentStore intents,
            ClientCheck clients,
            Telemetry telemetry) {
        this.config = cluster.config();
        this.leadership = leadership;
        this.intents = intents;
        this.telemetry = telemetry;
        this.checks = new OwnChecks(config, cluster.clock(), clients, latest);
        this.calls =
                new DryCalls(this::tells, cluster.threads().single("dry-calls"), cluster.clock(), cluster.heartbeats());
        questions(cluster);
    }

    private void questions(ClusterParts cluster) {
        List<NeededRight> rights = NeededRights.of(config);
        if (!rights.isEmpty()) {
            AccessReviews reviews = new AccessReviews(cluster.kubernetes(), TIMEOUT);
            calls.add("kubernetes rights", () -> reviews.ask(rights));
            ServerClock clock = new ServerClock(cluster.kubernetes(), TIMEOUT, cluster.clock());
            calls.add("clock", clock::ask);
        }
        for (Config.Policy policy : config.policies()) {
            policy.dns().ifPresent(dns -> {
                Route53Reads reads =
                        closing.add(new Route53Reads(dns, policy.policy().name(), cluster.clock()));
                calls.add("route53 reads of " + policy.policy().name(), reads::ask);
            });
        }
        calls.add("certificates", checks::certificates);
        calls.add("pools", checks::pools);
        calls.add("canaries", checks::canaries);
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        calls.add("takeover check", () -> checks.takeoverCheck(port));
    }

    void start() {
        if (!config.isWitness() && !config.policies().isEmpty()) {
            calls.start();
        }
    }

    /** A pool source of a region gave a figure. */
    void pool(String region) {
        checks.pool(region);
    }

    /** Whether this instance answers for its region: it leads, or it knows of none that does. */
    private boolean tells() {
        return !config.isWitness() && (leadership.leads() || leadership.holder().isEmpty());
    }

    /**
     * The status with its report. On the loop's thread; waits for nothing.
     *
     * @param more what else this place has found
     */
    PolicyStatus with(PolicyStatus status, List<DryCall> more) {
        String policy = status.policy().name();
        ReadinessReport report = tells() ? ReadinessRules.report(status, own(status, more)) : ReadinessReport.NONE;
        PolicyStatus told = status.with(report);
        latest.put(policy, told);
        telemetry.readiness(policy, status.policy().regions(), report);
        return told;
    }

    private OwnPlace own(PolicyStatus status, List<DryCall> more) {
        String policy = status.policy().name();
        CallRound round = calls.last();
        Config.Policy configured = config.policies().stream()
                .filter(p -> p.policy().name().equals(policy))
                .findFirst()
                .orElseThrow();
        boolean proxies = !config.mesh().proxies().isEmpty();
        return new OwnPlace(
                config.region(),
                leadership.leads(),
                leadership.trouble(),
                intents.live(),
                intents.trouble(policy),
                OwnChecks.blindRoutes(configured.routes(), proxies),
                round.ended(),
                Stream.concat(round.faults().stream(), more.stream()).toList(),
                unknown(configured, status));
    }

    /** What only a write or Route 53's own checkers can tell. */
    private static List<String> unknown(Config.Policy policy, PolicyStatus status) {
        List<String> lines = new ArrayList<>();
        if (policy.dns().isPresent()) {
            String last = status.dns()
                    .epoch()
                    .map(ReadinessParts::written)
                    .orElse("the records were never written by this service");
            lines.add("whether IAM lets this region write (ChangeResourceRecordSets) shows only a write; " + last);
            lines.add("whether Route 53's checkers reach /health/takeover here: aws route53 get-health-check-status");
        }
        if (policy.policy().handover().isPresent()) {
            lines.add(
                    "whether Temporal lets this region start namespace-handover in temporal-system shows only a handover");
        }
        return lines;
    }

    private static String written(EpochRecord record) {
        return "epoch " + record.epoch() + " was written by " + record.owner() + " at "
                + record.at().truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public void close() {
        closing.close();
    }
}
