package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.coordination.ConfigMapHistory;
import dev.temporalfailover.coordination.ConfigMapIntents;
import dev.temporalfailover.coordination.HomeCluster;
import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.coordination.LeaseLeadership;
import dev.temporalfailover.coordination.NoIntents;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.pace.Pace;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.loop.LoopThread;
import dev.temporalfailover.observe.ConfiguredTargets;
import dev.temporalfailover.observe.JudgeThread;
import dev.temporalfailover.observe.JudgedPolicy;
import dev.temporalfailover.observe.Observatory;
import dev.temporalfailover.observe.StaleAfter;
import dev.temporalfailover.observe.Voting;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.Prober;
import dev.temporalfailover.probe.pool.PoolReader;
import dev.temporalfailover.telemetry.CoordinationTelemetry;
import dev.temporalfailover.telemetry.NamespaceTelemetry;
import dev.temporalfailover.telemetry.PoolTelemetry;
import dev.temporalfailover.telemetry.ProbeTelemetry;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.NamespaceSwitch;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Makes all parts and joins them; the one place that makes clocks, randomness and clients. What is made is closed in the
 * opposite order.
 */
public final class Wiring implements AutoCloseable {
    private final Clock clock = new SystemClock();
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Closing parts = new Closing();
    private final Threads threads = parts.add(new Threads());
    private final Config config;
    private final Heartbeats heartbeats;
    private final Leadership leadership;
    private final IntentStore intents;
    private final Optional<ConfigMapHistory> history;
    private final Optional<ExchangeParts> exchange;
    private final LoopParts loops;
    private final Prober prober;
    private final JudgeThread judge;
    private final PoolReader pools;
    private final CanaryParts canaries;
    private final ReadinessParts readiness;

    Wiring(
            Config config,
            KubernetesClient kubernetes,
            Telemetry telemetry,
            CoordinationTelemetry counts,
            Trail trail,
            Consumer<PolicyStatus> published) {
        this.config = config;
        this.heartbeats = new Heartbeats(clock, telemetry::stepFailed);
        ClusterParts cluster = new ClusterParts(config, kubernetes, threads, clock, random, heartbeats);
        this.leadership = parts.add(cluster.leadership());
        this.intents = config.isWitness() ? new NoIntents() : parts.add(cluster.intents(this::wakeAll));
        this.history = config.leadership().lease().map(lease -> parts.add(cluster.history()));
        HomeCluster home = new HomeCluster(leadership, cluster.roster(), cluster.instances());
        ProbeTelemetry listener = new ProbeTelemetry(telemetry);
        this.canaries = parts.add(new CanaryParts(config, threads, clock, heartbeats, telemetry, listener));
        this.readiness = parts.add(new ReadinessParts(cluster, leadership, intents, canaries.check(), telemetry));
        this.loops = new LoopParts(cluster, leadership, intents, telemetry, trail, canaries.check(), listener, parts);
        trail.join(history, loops.events());
        NamespaceTelemetry temporal = new NamespaceTelemetry(telemetry);
        for (Config.Policy policy : config.policies()) {
            loops.make(
                    policy,
                    status -> {
                        PolicyStatus told = loops.connections().with(readiness.with(status, loops.faults(status)));
                        temporal.namespaces(
                                status.policy().name(), status.policy().regions(), status.namespaces());
                        temporal.replication(
                                status.policy().name(),
                                status.replication(),
                                status.policy().regions(),
                                status.at().steady());
                        temporal.pollers(
                                status.policy().name(),
                                status.pollers(),
                                status.at().steady());
                        temporal.longPoll(
                                status.policy().name(),
                                status.watch().longPoll(),
                                status.at().steady());
                        exchange().ifPresent(it -> it.seen(told));
                        published.accept(told);
                    },
                    () -> exchange()
                            .map(it -> it.elsewhere(policy.policy().name()))
                            .orElse(Elsewhere.NONE));
        }
        this.judge = parts.add(new JudgeThread(
                observatory(),
                () -> new HashSet<>(targets()),
                clock,
                config.loop().tick(),
                leadership::leads,
                new JudgeOutput(
                        loops.threads(), telemetry, listener, () -> exchange().map(ExchangeParts::exchange)),
                heartbeats));
        this.pools = new PoolReader(
                config.pools(),
                threads.single("pools"),
                threads.many("pool-reads"),
                new PoolTelemetry(telemetry, s -> {
                    readiness.pool(s.region());
                    loops.connections().sample(s, clock.now().steady());
                    judge.pool(s.region(), s.source() + " " + s.pool(), s.active(), s.max());
                }),
                random,
                heartbeats);
        this.prober = parts.add(new Prober(
                endpoints(),
                result -> {
                    listener.probe(result);
                    judge.accept(result);
                },
                listener,
                config.probing(),
                clock,
                random,
                heartbeats));
        this.exchange = config.coordination()
                .map(c -> parts.add(new ExchangeParts(
                        config, home, judge, prober::pace, this::wakeAll, counts, clock, random, heartbeats)));
    }

    /** Starts everything; returns at once. The first probes are under way before anything waits for Kubernetes or AWS. */
    void start() {
        exchange.ifPresent(ExchangeParts::start);
        prober.start();
        judge.start();
        if (intents instanceof ConfigMapIntents kept) {
            kept.start(threads.single("intents"), heartbeats, leadership::leads);
        }
        history.ifPresent(ConfigMapHistory::start);
        if (leadership instanceof LeaseLeadership lease) {
            lease.start();
        }
        loops.start();
        pools.start();
        canaries.start();
        readiness.start();
    }

    /** What belongs to canary clients. */
    CanaryParts canaries() {
        return canaries;
    }

    Clock clock() {
        return clock;
    }

    Map<String, LoopThread> loops() {
        return loops.threads();
    }

    NamespaceSwitch namespaces(String policy) {
        return loops.namespaces(policy);
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    Prober prober() {
        return prober;
    }

    IntentStore intents() {
        return intents;
    }

    /** The loops and the judge are made before it, and use it only while they run. */
    private Optional<ExchangeParts> exchange() {
        return exchange;
    }

    private Observatory observatory() {
        List<JudgedPolicy> policies = config.policies().stream()
                .map(p -> new JudgedPolicy(
                        p.policy().name(),
                        p.policy().regions(),
                        p.thresholds(),
                        p.required(),
                        config.region(),
                        config.loop().judgedWithin()))
                .toList();
        Predicate<Target> chosen = target -> paceOf(target).map(Pace::chosen).orElse(true);
        Voting voting = config.coordination()
                .map(c -> new Voting(
                        config.instance(), c.quorum(), c.forgetAfter(), chosen, new ConfiguredTargets(endpoints())))
                .orElse(Voting.ALONE);
        return new Observatory(policies, new StaleAfter(endpoints(), this::paceOf), voting);
    }

    private void wakeAll() {
        loops.wakeAll();
    }

    private List<Target> targets() {
        return prober.targets();
    }

    private Optional<Pace> paceOf(Target target) {
        return prober.paceOf(target);
    }

    private List<Endpoint> endpoints() {
        return config.regions().stream()
                .flatMap(region -> region.endpoints().stream())
                .toList();
    }

    Optional<String> leaderApi() {
        return leadership.holderApi();
    }

    /** Leads no more, for good, and gives the Lease back. */
    void resign() {
        leadership.close();
    }

    @Override
    public void close() {
        parts.close();
    }
}
