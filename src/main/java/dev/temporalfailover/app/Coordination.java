package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.coordination.ConnectivityChecks;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.exchange.GrpcExchange;
import dev.temporalfailover.exchange.Hearing;
import dev.temporalfailover.exchange.ReportListener;
import dev.temporalfailover.failover.pace.ProbeBudget;
import dev.temporalfailover.failover.pace.Rendezvous;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Observers;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.probe.Pacing;
import dev.temporalfailover.telemetry.CoordinationTelemetry;
import dev.temporalfailover.telemetry.ExchangeTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * What this instance exchanges with others: votes and members within its region, views between
 * places. Step 5 of the flow, gather. Its methods are called by the judge, the loops and the exchange's thread.
 */
public final class Coordination implements Hearing, AutoCloseable {
    private static final Logger LOG = Logger.getLogger("coordination");

    /** The number of observers of one target at which a bad node is outvoted. */
    private static final int ENOUGH = 3;

    private final String instance;
    private final boolean alone;
    private final CoordinationTelemetry telemetry;
    private final Consumer<Pacing> paces;
    private final Runnable wake;
    private final ReportListener judge;
    private final ProbeBudget budget;
    private final GrpcExchange exchange;
    private final Optional<ConnectivityChecks> checks;
    private final Map<String, Opinion> views = new ConcurrentHashMap<>();
    private volatile Set<String> members = Set.of();

    /** @param wake makes every loop look again */
    Coordination(
            Config config,
            Leadership leadership,
            ReportListener judge,
            Consumer<Pacing> paces,
            Runnable wake,
            CoordinationTelemetry telemetry,
            Supplier<Duration> steady,
            RandomGenerator random) {
        Config.CoordinationSettings c = config.coordination().orElseThrow();
        this.instance = config.instance();
        this.alone = config.isWitness();
        this.judge = judge;
        this.paces = paces;
        this.wake = wake;
        this.telemetry = telemetry;
        this.budget = c.budget();
        warnOfThinQuorum(config);
        this.exchange = new GrpcExchange(
                c.exchange(), leadership, this, steady, LOG::info, new ExchangeTelemetry(telemetry), random);
        this.checks = c.connectivity()
                .map(it -> new ConnectivityChecks(it, steady, random::nextDouble, this::connectivityChanged));
    }

    /** With fewer than three chosen observers a target's quorum cannot outvote one bad node. */
    private void warnOfThinQuorum(Config config) {
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
        fleet(alone ? List.of(instance) : List.of());
        checks.ifPresent(ConnectivityChecks::start);
        try {
            exchange.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the exchange cannot listen: " + e.getMessage(), e);
        }
    }

    /** What other places say on a policy. */
    Elsewhere elsewhere(String policy) {
        return new Elsewhere(exchange.opinions(policy), checks.map(ConnectivityChecks::get));
    }

    /** This instance's own votes. */
    void voted(List<PolicyVote> own) {
        exchange.publishVotes(own);
    }

    /** All observers of this region, while this instance leads. */
    void observers(Collection<String> all) {
        if (!members.equals(Set.copyOf(all))) {
            exchange.members(List.copyOf(all));
            fleet(List.copyOf(all));
        }
    }

    /** A loop has looked: what it saw is what this place says. */
    void seen(PolicyStatus status) {
        views.put(status.policy().name(), view(status));
        exchange.publishView(views);
        Observers o = status.observers();
        telemetry.observers(status.policy().name(), o.heard(), o.silentCount(), o.outvoted());
        telemetry.elsewhere(status.policy(), status.elsewhere(), status.at().steady());
    }

    /** Place, instance and role are the exchange's to fill in. */
    private Opinion view(PolicyStatus s) {
        Map<String, Opinion.Word> words = new ConcurrentHashMap<>();
        s.verdicts().forEach((region, v) -> words.put(region, new Opinion.Word(v.verdict(), v.why(), v.since())));
        Optional<Opinion.Held> hold = s.intents()
                .hold()
                .map(h -> new Opinion.Held(
                        h.owner(), h.reason(), s.at().steady().plus(Duration.between(s.at().wall(), h.expires()))));
        Optional<Opinion.Told> takeover = s.intents()
                .takeover()
                .filter(t -> s.takenOver().contains(t.from()))
                .map(t -> new Opinion.Told(t.from(), t.epoch()));
        return new Opinion(
                "",
                Opinion.Role.OBSERVER,
                instance,
                words,
                s.dns().epoch().map(e -> e.epoch()),
                hold,
                takeover,
                s.at().steady());
    }

    @Override
    public boolean reported(String observer, boolean afresh, List<PolicyVote> changed, List<Target> gone) {
        return judge.reported(observer, afresh, changed, gone);
    }

    @Override
    public void left(String observer) {
        judge.left(observer);
    }

    @Override
    public void fleet(List<String> told) {
        members = Set.copyOf(told);
        Rendezvous fleet = Rendezvous.of(told);
        telemetry.fleet(fleet.size());
        paces.accept((target, checksThere, interval) -> budget.pace(fleet, instance, target, checksThere, interval));
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
