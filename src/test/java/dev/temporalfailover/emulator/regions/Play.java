package dev.temporalfailover.emulator.regions;

import static dev.temporalfailover.emulator.regions.World.EAST;

import dev.temporalfailover.emulator.temporal.TemporalRegion;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.Timeline;
import dev.temporalfailover.testkit.service.Observer;
import dev.temporalfailover.testkit.service.Observers;
import dev.temporalfailover.testkit.service.Safety;
import dev.temporalfailover.testkit.service.ServiceProcess;
import dev.temporalfailover.testkit.service.Watched;
import dev.temporalfailover.testkit.service.ZoneState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run of a scenario: the steps that scenarios share, what was seen, and how long it took. */
public final class Play implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(150);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration WATCH = Duration.ofSeconds(3);

    public final World world;
    public final Timeline timeline;
    public final Safety safety = new Safety(World.REGIONS.size(), EAST);
    public final Await await = new Await(System::nanoTime, safety::broken);
    public final Observers observers;
    private final Stages stages;
    private final Set<String> deadClusters = new HashSet<>();
    private volatile Consumer<ZoneState> moving = after -> {};
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "insync");
        thread.setDaemon(true);
        return thread;
    });

    /** @param world started, its clients not yet */
    public Play(World world, Timeline timeline) {
        this.world = world;
        this.timeline = timeline;
        this.observers = new Observers(world.services.byRegion(), timeline);
        this.stages = new Stages(timeline, world.moves);
    }

    /** Until both regions are healthy, everybody hears everybody, and all clients work. */
    public void begin() throws Exception {
        world.zone.onBatch(this::batch);
        world.kubernetes.forEach((name, cluster) -> cluster.onRoute(route -> route(name, route)));
        observers.start();
        for (ServiceProcess service : world.services.all()) {
            await.until(START, service.name() + " is ready", () -> {
                if (!service.alive()) {
                    throw new Await.Missing(service.name() + " ended, see " + service.log());
                }
                return service.ready();
            });
        }
        timeline.say("all " + world.services.all().size() + " instances are ready");
        steady(EAST);
        timeline.say("both regions are HEALTHY and hear each other and the witness, " + EAST
                + " carries the traffic, epoch " + world.zone.state().epoch());
        world.moves.phase("connecting", EAST);
        world.clients.start();
        allWork(EAST);
        world.moves.phase("steady", EAST);
        timeline.say(world.moves.clients() + " clients work in " + EAST);
        observers.tell();
        await.whileSo(WATCH, "traffic moved although nothing happened", () -> safety.moves() == 0);
    }

    /** Waits until all instances agree that both regions are healthy and that this one is active. */
    public void steady(String active) throws Exception {
        for (String region : World.REGIONS) {
            await.until(
                    START,
                    "the leader of " + region + " sees both regions healthy, hears the others and knows " + active
                            + " as the active one",
                    () -> observers.steady(region, active));
        }
    }

    /** From now on traffic may move to this region, once. */
    public void callFor(String region, String phase) {
        safety.callFor(region);
        world.moves.phase(phase, region);
    }

    /** The region dies whole: Temporal, its clients, the Kubernetes API; {@code processes} says how the instances go. */
    public void regionDies(String region, Ending processes) throws Exception {
        world.temporal.get(region).kill();
        for (ServiceProcess instance : world.services.of(region)) {
            processes.end(instance);
        }
        world.kubernetes.get(region).api().cut();
        world.meshClientsGone(region, true);
        deadClusters.add(region);
    }

    /** How a process goes. */
    public interface Ending {
        void end(ServiceProcess process) throws Exception;
    }

    /** Its cluster and its clients are back; what it does is held against the rules again. */
    public void clusterBack(String region) {
        deadClusters.remove(region);
        world.kubernetes.get(region).api().restore();
        world.meshClientsGone(region, false);
    }

    public void temporalBack(String region) throws Exception {
        TemporalRegion server = world.temporal.get(region);
        server.start();
        server.awaitReady(START);
    }

    /** Waits until the region's leader decides so, for example {@code refuse disputed}. */
    public void decides(String region, String decision) throws Exception {
        await.until(
                SOON, "the leader of " + region + " decides " + decision, () -> observers.decides(region, decision));
    }

    /** Waits until the region's leader judges the other so. */
    public void judges(String region, String other, String verdict) throws Exception {
        await.until(
                SOON,
                "the leader of " + region + " judges " + other + " " + verdict,
                () -> observers.judges(region, other, verdict));
    }

    /** Called with the zone's new state after each batch that moves traffic, before its writer is answered. */
    public void onMove(Consumer<ZoneState> told) {
        moving = told;
    }

    /** The region's leader counts this decision where an alert sees it. */
    public void alarmed(String region, String decision, String reason) throws Exception {
        Watched leader = observers
                .leader(region)
                .map(Observer::service)
                .orElseThrow(() -> new Await.Missing("nobody leads " + region));
        String labels = "decision=\"" + decision + "\",";
        if (leader.metric("temporal_failover_decisions_total", labels, "reason=\"" + reason + "\"") == 0) {
            throw new Await.Missing(leader.name() + " counts no " + decision + " " + reason);
        }
        timeline.say(leader.name() + " counts decisions_total{decision=" + decision + ",reason=" + reason + "}");
    }

    /** Watches for so long that nothing moves. */
    public void unmoved(Duration time) throws Exception {
        int moves = safety.moves();
        await.whileSo(time, "traffic moved", () -> safety.moves() == moves);
        timeline.say("nothing moved for " + time.toSeconds() + " s");
    }

    /** Waits until DNS is written and INSYNC. */
    void written() throws Exception {
        await.until(SOON, "DNS is written", () -> timeline.sinceFault("written").isPresent());
        await.until(SOON, "DNS is INSYNC", () -> timeline.sinceFault("INSYNC").isPresent());
    }

    /** Waits until the route of each cluster that lives has moved. */
    public void routed() throws Exception {
        for (String cluster : clusters()) {
            await.until(SOON, "the route of " + cluster + " moves", () -> timeline.sinceFault("route " + cluster)
                    .isPresent());
        }
    }

    /** Waits until all living clients work there. */
    public void allWork(String region) throws Exception {
        await.until(SOON, "all clients work in " + region, () -> {
            List<RuntimeException> broken = world.clients.broken();
            if (!broken.isEmpty()) {
                throw new Await.Missing("a simulated client broke: " + broken.get(0));
            }
            return world.moves.arrived() == world.moves.clients();
        });
    }

    /** Waits for a whole move and keeps its times by name. */
    public void moved(String name, String to) throws Exception {
        written();
        routed();
        allWork(to);
        timeline.say("all " + world.moves.clients() + " clients work in " + to);
        keep(name);
        world.moves.phase("after " + name, to);
        int moves = safety.moves();
        await.whileSo(WATCH, "traffic moved again", () -> safety.moves() == moves);
    }

    /** Keeps the times of what was seen since the fault. */
    public void keep(String name) {
        keep(name, List.of("detected", "decided", "refused", "written", "INSYNC"));
    }

    /** The same of these stages, the routes and the clients. */
    public void keep(String name, List<String> wanted) {
        stages.keep(name, wanted, clusters());
    }

    /** What must hold at the end of every scenario. */
    public void end() throws Exception {
        Endings.check(world, clusters(), safety);
    }

    private List<String> clusters() {
        return World.REGIONS.stream()
                .filter(region -> !deadClusters.contains(region))
                .toList();
    }

    private void batch(ZoneState before, ZoneState after) {
        safety.dns(before, after);
        if (before.weights().equals(after.weights())) {
            timeline.say("DNS records adopted, epoch " + after.epoch());
            return;
        }
        timeline.mark(
                "written", after.owner() + " writes DNS: " + sorted(after.weights()) + ", epoch " + after.epoch());
        moving.accept(after);
        later.schedule(
                () -> timeline.mark("INSYNC", "DNS change INSYNC"),
                world.zone.propagation().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void route(String cluster, KubernetesRegion.Route route) {
        safety.route(cluster, route.weights(), route.destinations());
        if (timeline.faultAt().isPresent()) {
            timeline.mark(
                    "route " + cluster,
                    "route of " + cluster + ": " + sorted(route.weights()) + ", epoch " + route.epoch());
        }
    }

    private static String sorted(Map<String, Integer> weights) {
        return new TreeMap<>(weights).toString();
    }

    /** Times by move. */
    public Map<String, Map<String, Optional<Duration>>> stages() {
        return stages.all();
    }

    @Override
    public void close() {
        observers.close();
        later.shutdownNow();
    }
}
