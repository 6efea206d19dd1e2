package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.coordination.HomeCluster;
import dev.temporalfailover.coordination.connectivity.ConnectivityChecks;
import dev.temporalfailover.exchange.ExchangeListener;
import dev.temporalfailover.exchange.GrpcExchange;
import dev.temporalfailover.exchange.ReportListener;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.pace.ProbeBudget;
import dev.temporalfailover.failover.pace.Rendezvous;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.Pacing;
import dev.temporalfailover.telemetry.CoordinationTelemetry;
import dev.temporalfailover.telemetry.ExchangeTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Makes the exchange and the connectivity checks, and joins them to the prober's paces, the loops and the metrics. Its
 * methods are called by the loops and on the exchange's thread.
 */
final class ExchangeParts implements ExchangeListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger("coordination");

    /** The number of observers of one target at which a bad node is outvoted. */
    private static final int ENOUGH = 3;

    private final Config config;
    private final CoordinationTelemetry telemetry;
    private final Consumer<Pacing> paces;
    private final Runnable wake;
    private final ProbeBudget budget;
    private final GrpcExchange exchange;
    private final Optional<ConnectivityChecks> checks;

    /** @param wake makes every loop look again */
    ExchangeParts(
            Config config,
            HomeCluster home,
            ReportListener judge,
            Consumer<Pacing> paces,
            Runnable wake,
            CoordinationTelemetry telemetry,
            Clock clock,
            RandomGenerator random,
            Heartbeats heartbeats) {
        Config.CoordinationSettings c = config.coordination().orElseThrow();
        this.config = config;
        this.paces = paces;
        this.wake = wake;
        this.telemetry = telemetry;
        this.budget = c.budget();
        warnOfThinQuorum();
        this.exchange = new GrpcExchange(
                c.exchange(),
                home,
                judge,
                this,
                clock,
                LOG::info,
                new ExchangeTelemetry(telemetry),
                random,
                heartbeats);
        this.checks = c.connectivity()
                .map(it ->
                        new ConnectivityChecks(it, clock, random::nextDouble, this::connectivityChanged, heartbeats));
    }

    /** With fewer than three chosen observers a target's quorum cannot outvote one bad node. */
    private void warnOfThinQuorum() {
        long thin = config.regions().stream()
                .flatMap(region -> region.endpoints().stream())
                .filter(e -> budget.observers(
                                Math.max(1, e.checks().size()), e.times().interval())
                        < ENOUGH)
                .count();
        if (thin > 0) {
            LOG.warnf(
                    "%d endpoints are probed so often that coordination.probe_budget allows fewer than %d observers for each:"
                            + " raise the budget or the interval",
                    thin, ENOUGH);
        }
    }

    /** Listens and begins to talk. */
    void start() {
        observers(config.isWitness() ? List.of(config.instance()) : List.of());
        checks.ifPresent(ConnectivityChecks::start);
        try {
            exchange.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the exchange cannot listen: " + e.getMessage() + ": " + Line.root(e), e);
        }
    }

    /** Takes this instance's votes, and the observers of its region while it leads. */
    GrpcExchange exchange() {
        return exchange;
    }

    /** What other places say on a policy. */
    Elsewhere elsewhere(String policy) {
        return new Elsewhere(exchange.opinions(policy), checks.map(ConnectivityChecks::get));
    }

    /** A loop has published its status: its findings are this place's opinion. */
    void seen(PolicyStatus status) {
        exchange.found(status.policy().name(), status.findings().with(status.cluster(config.region())));
        Observers o = status.observers();
        telemetry.observers(status.policy().name(), o.heard(), o.silentCount(), o.outvoted());
        telemetry.skewed(status.policy().name(), config.region(), o.skewed());
        telemetry.elsewhere(status.policy(), status.elsewhere(), status.at().steady());
    }

    @Override
    public void observers(List<String> all) {
        Rendezvous observers = Rendezvous.of(all);
        telemetry.members(observers.size());
        paces.accept((target, checksThere, interval) ->
                budget.pace(observers, config.instance(), target, checksThere, interval));
    }

    @Override
    public void opinionsChanged() {
        wake.run();
    }

    private void connectivityChanged(Connectivity now) {
        LOG.infof("connectivity: %d of %d reached %s", now.reached(), now.total(), now.detail());
        wake.run();
    }

    @Override
    public void close() {
        exchange.close();
        checks.ifPresent(ConnectivityChecks::close);
    }
}
