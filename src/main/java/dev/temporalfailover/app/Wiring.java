package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.coordination.ClusterEvents;
import dev.temporalfailover.coordination.ConfigMapIntents;
import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.coordination.LeaseLeadership;
import dev.temporalfailover.coordination.NoIntents;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.pace.Pace;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.loop.FailoverLoop;
import dev.temporalfailover.loop.Journal;
import dev.temporalfailover.loop.LoopThread;
import dev.temporalfailover.observe.JudgeThread;
import dev.temporalfailover.observe.JudgedPolicy;
import dev.temporalfailover.observe.Observatory;
import dev.temporalfailover.observe.StaleAfter;
import dev.temporalfailover.observe.Voting;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.Prober;
import dev.temporalfailover.probe.pool.PoolReader;
import dev.temporalfailover.telemetry.AuditLog;
import dev.temporalfailover.telemetry.CoordinationTelemetry;
import dev.temporalfailover.telemetry.PoolTelemetry;
import dev.temporalfailover.telemetry.ProbeTelemetry;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.NoRecords;
import dev.temporalfailover.traffic.istio.IstioSwitch;
import dev.temporalfailover.traffic.istio.RouteTimes;
import dev.temporalfailover.traffic.route53.Route53Switch;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Makes all parts and joins them; the one place that makes clocks, randomness and clients. What is made is closed in the
 * opposite order.
 */
public final class Wiring implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("temporal-failover");

    private final long started = System.nanoTime();
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private final Threads threads = closing(new Threads());
    private final Map<String, LoopThread> loops = new LinkedHashMap<>();
    private final List<IstioSwitch> meshes = new ArrayList<>();
    private final Config config;
    private final KubernetesClient kubernetes;
    private final Telemetry telemetry;
    private final AuditLog audit;
    private final Leadership leadership;
    private final IntentStore intents;
    private final CoordinationTelemetry counts;
    private final Optional<ExchangeParts> exchange;
    private final ClusterEvents events;
    private final Prober prober;
    private final JudgeThread judge;
    private final PoolReader pools;

    Wiring(
            Config config,
            KubernetesClient kubernetes,
            Telemetry telemetry,
            CoordinationTelemetry counts,
            AuditLog audit,
            Consumer<PolicyStatus> published) {
        this.config = config;
        this.kubernetes = kubernetes;
        this.telemetry = telemetry;
        this.audit = audit;
        this.counts = counts;
        ClusterParts cluster = new ClusterParts(config, kubernetes, threads, this::steady, Instant::now, random);
        this.leadership = closing(cluster.leadership());
        this.intents = config.isWitness() ? new NoIntents() : closing(cluster.intents(this::wakeAll));
        this.events = cluster.events();
        Duration tick = config.loop().tick();
        for (Config.Policy policy : config.policies()) {
            FailoverLoop step = loop(policy, status -> {
                exchange().ifPresent(it -> it.seen(status));
                published.accept(status);
            });
            LoopThread loop = new LoopThread(policy.policy().name(), step, this::now, tick);
            loops.put(policy.policy().name(), closing(loop));
        }
        ProbeTelemetry listener = new ProbeTelemetry(telemetry);
        this.judge = closing(new JudgeThread(
                observatory(),
                () -> new HashSet<>(targets()),
                this::steady,
                tick,
                leadership::leads,
                new JudgeOutput(loops, telemetry, listener, () -> exchange().map(ExchangeParts::exchange))));
        this.pools = new PoolReader(
                config.pools(),
                threads.single("pools"),
                threads.many("pool-reads"),
                new PoolTelemetry(
                        telemetry, s -> judge.pool(s.region(), s.source() + " " + s.pool(), s.active(), s.max())),
                random);
        this.prober = closing(new Prober(
                endpoints(),
                result -> {
                    telemetry.probe(result);
                    judge.accept(result);
                },
                listener,
                config.probing(),
                this::steady,
                random));
        this.exchange = config.coordination()
                .map(c -> closing(new ExchangeParts(
                        config, leadership, judge, prober::pace, this::wakeAll, counts, this::steady, random)));
    }

    /** Starts everything; returns at once. The first probes are under way before anything waits for Kubernetes or AWS. */
    void start() {
        exchange.ifPresent(ExchangeParts::start);
        prober.start();
        judge.start();
        if (intents instanceof ConfigMapIntents kept) {
            kept.start();
        }
        if (leadership instanceof LeaseLeadership lease) {
            lease.start();
        }
        meshes.forEach(IstioSwitch::start);
        loops.values().forEach(LoopThread::start);
        pools.start();
    }

    Moment now() {
        return new Moment(Instant.now(), steady());
    }

    Duration steady() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    Map<String, LoopThread> loops() {
        return loops;
    }

    Prober prober() {
        return prober;
    }

    IntentStore intents() {
        return intents;
    }

    private FailoverLoop loop(Config.Policy policy, Consumer<PolicyStatus> published) {
        String name = policy.policy().name();
        DnsSwitch dns = policy.dns()
                .<DnsSwitch>map(records -> closing(new Route53Switch(records, policy.policy(), this::steady, random)))
                .orElseGet(NoRecords::new);
        IstioSwitch routes = closing(new IstioSwitch(
                kubernetes,
                policy.routes(),
                "temporal-failover",
                RouteTimes.DEFAULT,
                this::steady,
                config.mesh(),
                () -> routesChanged(name)));
        meshes.add(routes);
        Journal journal = new Journal(
                name, audit::add, (reason, note) -> events.post(ClusterEvents.Type.WARNING, "Failover", reason, note));
        return new FailoverLoop(
                policy.policy(),
                new FailoverLoop.Identity(config.region(), config.instance()),
                new FailoverLoop.Parts(
                        dns,
                        routes,
                        leadership,
                        intents,
                        telemetry,
                        journal,
                        published,
                        this::now,
                        random,
                        () -> exchange().map(it -> it.elsewhere(name)).orElse(Elsewhere.NONE)),
                config.loop());
    }

    /** The loops and the judge are made before it and ask for it once they run. */
    private Optional<ExchangeParts> exchange() {
        return exchange;
    }

    private Observatory observatory() {
        List<JudgedPolicy> policies = config.policies().stream()
                .map(p -> new JudgedPolicy(p.policy().name(), p.policy().regions(), p.thresholds(), p.required()))
                .toList();
        Predicate<Target> chosen = target -> paceOf(target).map(Pace::chosen).orElse(true);
        Voting voting = config.coordination()
                .map(c -> new Voting(config.instance(), c.quorum(), c.forgetAfter(), chosen))
                .orElse(Voting.ALONE);
        return new Observatory(policies, new StaleAfter(endpoints(), this::paceOf), voting);
    }

    private void routesChanged(String policy) {
        LoopThread loop = loops.get(policy);
        if (loop != null) {
            loop.loop().routesChanged();
            loop.wake();
        }
    }

    private void wakeAll() {
        loops.values().forEach(LoopThread::wake);
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

    private <T extends AutoCloseable> T closing(T part) {
        made.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!made.isEmpty()) {
            try {
                made.pop().close();
            } catch (Exception e) {
                LOG.warn("could not close a part: " + e);
            }
        }
    }
}
