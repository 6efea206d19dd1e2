package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.coordination.ClusterEvents;
import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.FailoverLoop;
import dev.temporalfailover.loop.Journal;
import dev.temporalfailover.loop.LoopThread;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.NamespaceSwitch;
import dev.temporalfailover.traffic.NoRecords;
import dev.temporalfailover.traffic.canary.SeenByClients;
import dev.temporalfailover.traffic.istio.IstioSwitch;
import dev.temporalfailover.traffic.istio.RouteTimes;
import dev.temporalfailover.traffic.route53.Route53Switch;
import dev.temporalfailover.traffic.temporal.NamespaceListener;
import dev.temporalfailover.traffic.temporal.TemporalNamespaces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Makes each policy's loop with the switches behind it. */
final class LoopParts {
    private static final Logger LOG = Logger.getLogger("temporal-failover");

    private final Map<String, LoopThread> threads = new LinkedHashMap<>();
    private final List<IstioSwitch> meshes = new ArrayList<>();
    private final Map<String, TemporalNamespaces> clusters = new LinkedHashMap<>();
    private final ConnectionBook connections;
    private final HandoverLists handovers = new HandoverLists();
    private final WorkerParts workers;
    private final ClusterParts cluster;
    private final Leadership leadership;
    private final IntentStore intents;
    private final ClusterEvents events;
    private final Telemetry telemetry;
    private final Trail trail;
    private final ClientCheck clients;
    private final FileListener files;
    private final Closing closing;

    LoopParts(
            ClusterParts cluster,
            Leadership leadership,
            IntentStore intents,
            Telemetry telemetry,
            Trail trail,
            ClientCheck clients,
            FileListener files,
            Closing closing) {
        Config config = cluster.config();
        this.connections = new ConnectionBook(config.region(), config.loop().connectionsStay());
        this.cluster = cluster;
        this.workers = new WorkerParts(cluster, leadership);
        this.leadership = leadership;
        this.intents = intents;
        this.events = cluster.events();
        this.telemetry = telemetry;
        this.trail = trail;
        this.clients = clients;
        this.files = files;
        this.closing = closing;
    }

    /** @param elsewhere what other places say on this policy; asked only after the start */
    void make(Config.Policy policy, Consumer<PolicyStatus> published, Supplier<Elsewhere> elsewhere) {
        String name = policy.policy().name();
        Config config = cluster.config();
        FailoverLoop loop = new FailoverLoop(
                policy.policy(),
                new FailoverLoop.Identity(config.region(), config.instance()),
                new FailoverLoop.Parts(
                        records(policy),
                        namespaces(policy),
                        routes(policy),
                        workers.make(policy),
                        leadership,
                        intents,
                        telemetry,
                        new Journal(name, trail::add, events::post, trail::grown),
                        published,
                        cluster.clock(),
                        cluster.random(),
                        elsewhere,
                        () -> connections.left(name)),
                config.loop());
        threads.put(
                name,
                closing.add(new LoopThread(
                        name, loop, cluster.clock(), config.loop().tick(), cluster.heartbeats())));
    }

    private DnsSwitch records(Config.Policy policy) {
        return policy.dns()
                .map(settings -> {
                    DnsSwitch records = closing.add(
                            new Route53Switch(settings, policy.policy(), cluster.clock(), cluster.random()));
                    return settings.way()
                            .<DnsSwitch>map(way -> new SeenByClients(records, clients, way))
                            .orElse(records);
                })
                .orElseGet(NoRecords::new);
    }

    private NamespaceSwitch namespaces(Config.Policy policy) {
        String name = policy.policy().name();
        if (policy.namespaces().isEmpty()) {
            if (!cluster.config().isWitness()) {
                LOG.info("policy " + name + ": Temporal's namespaces are not moved (namespaces.mode is off)");
            }
            return NamespaceSwitch.NONE;
        }
        Notices notices = new Notices(LOG::warn);
        TemporalNamespaces moved = closing.add(new TemporalNamespaces(
                name,
                policy.namespaces().get(),
                policy.policy().handover(),
                cluster.clock(),
                cluster.random(),
                leadership::leads,
                cluster.heartbeats(),
                files,
                new NamespaceListener() {
                    @Override
                    public void listed(String region, String problem) {
                        telemetry.read("namespaces", problem.isEmpty());
                        notices.trouble("namespaces of " + region + " for policy " + name, problem);
                    }

                    @Override
                    public void replicationRead(String problem) {
                        telemetry.read("replication", problem.isEmpty());
                        notices.trouble("replication lag for policy " + name, problem);
                    }

                    @Override
                    public void pollersRead(String queue, String problem) {
                        telemetry.read("pollers", problem.isEmpty());
                        notices.trouble("pollers of " + queue + " for policy " + name, problem);
                    }

                    @Override
                    public void handoversRead(String problem) {
                        telemetry.read("handovers", problem.isEmpty());
                        handovers.read(name, problem, cluster.clock().steady());
                        notices.trouble("running handovers for policy " + name, problem);
                    }

                    @Override
                    public void longPollRead(LongPoll now) {
                        telemetry.read("long_poll", now.problem().isEmpty());
                        String subject = "in namespace " + now.namespace() + " for policy " + name;
                        notices.trouble("how long polls last " + subject, now.problem());
                        notices.trouble("long polls " + subject, now.advice().orElse(""));
                    }
                }));
        clusters.put(name, moved);
        return moved;
    }

    private IstioSwitch routes(Config.Policy policy) {
        IstioSwitch routes = closing.add(new IstioSwitch(
                cluster.kubernetes(),
                policy.routes(),
                "temporal-failover",
                RouteTimes.DEFAULT,
                cluster.clock(),
                cluster.config().mesh(),
                clients,
                () -> routesChanged(policy.policy().name())));
        meshes.add(routes);
        return routes;
    }

    private void routesChanged(String policy) {
        LoopThread thread = threads.get(policy);
        if (thread != null) {
            thread.loop().routesChanged();
            thread.wake();
        }
    }

    /** What this leader cannot do for a policy's moves; nothing where it does not lead, which asks for nothing. */
    List<DryCall> faults(PolicyStatus status) {
        return status.leader()
                ? handovers.faults(status.policy().name(), status.at().steady())
                : List.of();
    }

    /** Who is connected to Temporal's frontends. */
    ConnectionBook connections() {
        return connections;
    }

    /** News about this instance's own pod. */
    ClusterEvents events() {
        return events;
    }

    void start() {
        meshes.forEach(IstioSwitch::start);
        workers.start();
        clusters.values().forEach(TemporalNamespaces::start);
        threads.values().forEach(LoopThread::start);
    }

    /** Makes every loop look again. */
    void wakeAll() {
        threads.values().forEach(LoopThread::wake);
    }

    /** Of this policy; one that moves none if there is no such policy. */
    NamespaceSwitch namespaces(String policy) {
        NamespaceSwitch moved = clusters.get(policy);
        return moved == null ? NamespaceSwitch.NONE : moved;
    }

    /** By policy. */
    Map<String, LoopThread> threads() {
        return threads;
    }
}
