package dev.temporalfailover.app;

import dev.temporalfailover.api.Observers;
import dev.temporalfailover.api.PolicyStatus;
import dev.temporalfailover.app.config.Config;
import dev.temporalfailover.coordination.ClusterEvents;
import dev.temporalfailover.coordination.ConfigMapIntents;
import dev.temporalfailover.coordination.Hearing.PolicyVote;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.coordination.LeaseLeadership;
import dev.temporalfailover.coordination.LeaseTimes;
import dev.temporalfailover.coordination.SoleLeadership;
import dev.temporalfailover.failover.Elsewhere;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.Pace;
import dev.temporalfailover.failover.RegionVerdict;
import dev.temporalfailover.failover.Target;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.ProbeSettings;
import dev.temporalfailover.probe.Prober;
import dev.temporalfailover.telemetry.AuditLog;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.NoRecords;
import dev.temporalfailover.traffic.istio.IstioSwitch;
import dev.temporalfailover.traffic.istio.RouteTimes;
import dev.temporalfailover.traffic.route53.Route53Switch;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
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
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Makes all parts and joins them; the one place that makes clocks, randomness and clients. What is made is closed in the
 * opposite order.
 */
final class Wiring implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("temporal-failover");
    private static final Duration KUBERNETES_TIMEOUT = Duration.ofSeconds(3);
    private static final int EVENTS = 100;

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
    private final ConfigMapIntents intents;
    private final ClusterEvents events;
    private final Prober prober;
    private final JudgeThread judge;
    private final PoolReading pools;

    Wiring(
            Config config,
            KubernetesClient kubernetes,
            Telemetry telemetry,
            AuditLog audit,
            Consumer<PolicyStatus> published) {
        this.config = config;
        this.kubernetes = kubernetes;
        this.telemetry = telemetry;
        this.audit = audit;
        this.leadership = closing(leadership());
        this.intents = closing(new ConfigMapIntents(
                kubernetes,
                config.leadership().namespace(),
                config.leadership().name(),
                KUBERNETES_TIMEOUT,
                Instant::now,
                this::wakeAll,
                LOG::error));
        this.events = events();
        Map<String, Observatory> observatories = new LinkedHashMap<>();
        Duration tick = config.loop().tick();
        for (Config.Policy policy : config.policies()) {
            observatories.put(
                    policy.policy().name(),
                    new Observatory(
                            policy.policy().regions(),
                            policy.thresholds(),
                            policy.required(),
                            new StaleAfter(endpoints(), this::paceOf)));
            LoopThread loop = new LoopThread(policy.policy().name(), loop(policy, published), this::now, tick);
            loops.put(policy.policy().name(), closing(loop));
        }
        Listener listener = new Listener(telemetry);
        this.judge = closing(new JudgeThread(
                observatories,
                () -> new HashSet<>(targets()),
                this::steady,
                tick,
                leadership::leads,
                output(listener)));
        this.pools = new PoolReading(
                config.pools(), threads.single("pools"), threads.single("pool-reads"), telemetry, judge::pool, random);
        this.prober = closing(new Prober(
                endpoints(),
                result -> {
                    telemetry.probe(result);
                    judge.accept(result);
                },
                listener,
                ProbeSettings.withPauseLimit(config.loop().pauseLimit()),
                this::steady,
                random));
    }

    /** Starts everything; returns at once. The first probes are under way before anything waits for Kubernetes or AWS. */
    void start() {
        prober.start();
        judge.start();
        intents.start();
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

    ConfigMapIntents intents() {
        return intents;
    }

    private FailoverLoop loop(Config.Policy policy, Consumer<PolicyStatus> published) {
        String name = policy.policy().name();
        DnsSwitch dns = policy.dns() == null
                ? new NoRecords()
                : closing(new Route53Switch(policy.dns(), policy.policy(), this::steady, random));
        IstioSwitch routes = closing(new IstioSwitch(
                kubernetes,
                policy.routes(),
                "temporal-failover",
                RouteTimes.DEFAULT,
                this::steady,
                () -> routesChanged(name)));
        meshes.add(routes);
        Journal journal = new Journal(
                audit::add, (reason, note) -> events.post(ClusterEvents.Type.WARNING, "Failover", reason, note));
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
                        () -> Elsewhere.NONE),
                config.loop());
    }

    private JudgeThread.Output output(Listener dropped) {
        return new JudgeThread.Output() {
            @Override
            public void judged(String policy, Map<String, RegionVerdict> verdicts) {
                Wiring.this.judged(policy, verdicts);
            }

            @Override
            public void voted(List<PolicyVote> own) {}

            @Override
            public void crew(String policy, Set<String> members, Observers counted) {
                loops.get(policy).loop().observers(counted);
            }

            @Override
            public void dropped() {
                dropped.dropped();
            }
        };
    }

    private void judged(String policy, Map<String, RegionVerdict> verdicts) {
        verdicts.values().forEach(verdict -> telemetry.verdict(policy, verdict));
        LoopThread loop = loops.get(policy);
        if (loop.loop().verdicts(verdicts)) {
            loop.wake();
        }
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

    private Leadership leadership() {
        Config.Leadership how = config.leadership();
        if (how.mode() == Config.Leadership.Mode.SOLE) {
            return new SoleLeadership(config.instance(), this::steady);
        }
        return new LeaseLeadership(
                kubernetes,
                how.namespace(),
                how.name(),
                config.instance(),
                new LeaseTimes(how.leaseDuration(), how.renewDeadline(), how.retryPeriod()),
                this::steady,
                Instant::now,
                random::nextDouble,
                threads.single("lease"),
                LOG::info);
    }

    private ClusterEvents events() {
        return new ClusterEvents(
                kubernetes,
                new ObjectReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withNamespace(config.leadership().namespace())
                        .withName(config.instance())
                        .build(),
                config.instance(),
                KUBERNETES_TIMEOUT,
                this::steady,
                Instant::now,
                threads.bounded("events", EVENTS),
                LOG::warn);
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
