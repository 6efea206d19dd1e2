package dev.temporalfailover.app;

import dev.temporalfailover.api.PolicyStatus;
import dev.temporalfailover.app.config.Config;
import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.failover.Elsewhere;
import dev.temporalfailover.failover.FailoverPolicy;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.ProbeResult;
import dev.temporalfailover.failover.RegionVerdict;
import dev.temporalfailover.failover.Service;
import dev.temporalfailover.failover.Thresholds;
import dev.temporalfailover.telemetry.AuditEntry;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.RouteSwitch;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The deciding parts of one instance, joined as {@link Wiring} joins them but without threads, for the simulation. */
public final class SimulatedProcess {
    private final Observatory observatory;
    private final FailoverLoop loop;
    private final UnaryOperator<Map<String, RegionVerdict>> fed;
    private Map<String, RegionVerdict> verdicts = Map.of();

    /**
     * The world outside.
     *
     * @param event takes alarms and notes
     * @param fed what the loop is told of the verdicts; the identity unless a rule is to be removed
     */
    public record Outside(
            DnsSwitch dns,
            RouteSwitch routes,
            Leadership leadership,
            IntentStore intents,
            Telemetry telemetry,
            Consumer<AuditEntry> audit,
            BiConsumer<String, String> event,
            Consumer<PolicyStatus> published,
            Supplier<Moment> clock,
            RandomGenerator random,
            Supplier<Elsewhere> elsewhere,
            UnaryOperator<Map<String, RegionVerdict>> fed) {}

    /** Times as configured. */
    public record Times(Duration tick, Duration readInterval, Duration insyncTimeout, Duration staleAfter) {}

    public SimulatedProcess(
            FailoverPolicy policy, Thresholds thresholds, String region, String instance, Times times, Outside o) {
        fed = o.fed();
        observatory =
                new Observatory(policy.regions(), thresholds, Set.of(Service.FRONTEND), target -> times.staleAfter());
        Journal journal = new Journal(o.audit(), o.event());
        loop = new FailoverLoop(
                policy,
                new FailoverLoop.Identity(region, instance),
                new FailoverLoop.Parts(
                        o.dns(),
                        o.routes(),
                        o.leadership(),
                        o.intents(),
                        o.telemetry(),
                        journal,
                        o.published(),
                        o.clock(),
                        o.random(),
                        o.elsewhere()),
                new Config.Loop(times.tick(), times.readInterval(), times.insyncTimeout(), Duration.ofSeconds(2)));
    }

    /** Takes a probe's result in, as the judge thread does. True if the loop is to tick now. */
    public boolean accept(ProbeResult result, Duration now) {
        return observatory.accept(result, now)
                && tell(observatory.judgeRegion(result.target().region(), now));
    }

    /** Judges everything again. True if the loop is to tick now. */
    public boolean judge(Duration now) {
        return tell(observatory.judgeAll(now));
    }

    /** The real verdicts, whatever the loop was told. */
    public Map<String, RegionVerdict> verdicts() {
        return verdicts;
    }

    /** The loop's step. */
    public void tick(Moment now) {
        loop.tick(now);
    }

    /** A watched route changed. */
    public void routesChanged() {
        loop.routesChanged();
    }

    private boolean tell(Map<String, RegionVerdict> judged) {
        verdicts = judged;
        return loop.verdicts(fed.apply(judged));
    }
}
