package dev.temporalfailover.sandbox;

import static dev.temporalfailover.sandbox.World.EAST;
import static dev.temporalfailover.sandbox.World.WEST;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Steady, a region dies, traffic moves, the region returns, a person moves the traffic back. */
final class Story implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration WATCH = Duration.ofSeconds(3);

    private final World world;
    private final Timeline timeline;
    private final Safety safety = new Safety(World.REGIONS.size(), EAST);
    private final Await await = new Await(System::nanoTime, safety::broken);
    private final Map<String, Observer> observers = new LinkedHashMap<>();
    private final Map<String, Map<String, Optional<Duration>>> stages = new LinkedHashMap<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "insync");
        thread.setDaemon(true);
        return thread;
    });

    Story(World world, Timeline timeline) {
        this.world = world;
        this.timeline = timeline;
    }

    /** Tells it. Throws {@link Await.Missing} where it does not happen. */
    void tell() throws Exception {
        world.zone.onBatch(this::batch);
        world.kubernetes.forEach((name, cluster) -> cluster.onRoute(route -> route(name, route)));
        world.services.forEach((name, service) -> observers.put(name, new Observer(service, timeline)));
        observers.values().forEach(Observer::start);
        steady();
        fault();
        restore();
        failback();
        end();
    }

    private void steady() throws Exception {
        for (ServiceProcess service : world.services.values()) {
            await.until(START, "the service of " + service.region() + " is ready", () -> {
                if (!service.alive()) {
                    throw new Await.Missing("the service of " + service.region() + " ended");
                }
                return service.ready();
            });
            timeline.say("the service of " + service.region() + " is ready: " + service.api());
        }
        await.until(START, "both services lead their region and see both healthy", () -> observers.values().stream()
                .allMatch(o -> o.steady(EAST)));
        timeline.say("both regions are HEALTHY, " + EAST + " carries the traffic, epoch "
                + world.zone.state().epoch());
        world.moves.phase("connecting", EAST);
        world.clients.start();
        await.until(SOON, "all clients work in " + EAST, this::allArrived);
        world.moves.phase("steady", EAST);
        timeline.say(world.moves.clients() + " clients work in " + EAST);
        observers.values().forEach(Observer::tell);
        await.whileSo(WATCH, "traffic moved although nothing happened", () -> safety.moves() == 0);
    }

    private void fault() throws Exception {
        safety.callFor(WEST);
        world.moves.phase("outage", WEST);
        timeline.fault(EAST + " Temporal killed");
        world.temporal.get(EAST).kill();
        moved("failover", WEST, List.of("detected", "decided"));
        world.moves.phase("after failover", WEST);
        await.whileSo(WATCH, "traffic moved again", () -> safety.moves() == 1);
    }

    private void restore() throws Exception {
        timeline.over();
        timeline.say("restoring " + EAST + " Temporal");
        TemporalRegion east = world.temporal.get(EAST);
        east.start();
        east.awaitReady(START);
        await.until(START, "both services see " + EAST + " healthy again", () -> observers.values().stream()
                .allMatch(o -> o.steady(WEST)));
        timeline.say("both regions are HEALTHY again; traffic stays in " + WEST + " until a person says otherwise");
        await.whileSo(WATCH, "traffic moved back by itself", () -> safety.moves() == 1);
    }

    private void failback() throws Exception {
        ServiceProcess service = world.services.get(WEST);
        JsonNode plan = service.get("/api/v1/plan?to=" + EAST);
        String hash = plan.path("hash").asText();
        timeline.say("the operator reads the plan, hash " + hash + ":");
        plan.path("steps").forEach(step -> timeline.text(" ".repeat(23) + step.asText()));
        safety.callFor(EAST);
        world.moves.phase("failback", EAST);
        timeline.fault("the operator approves the failback to " + EAST);
        service.post(
                "/api/v1/failback",
                world.operatorToken,
                Map.of("to", EAST, "by", "sandbox-operator", "reason", EAST + " is back", "planHash", hash));
        moved("failback", EAST, List.of("decided"));
        world.moves.phase("after failback", EAST);
        await.whileSo(WATCH, "traffic moved again", () -> safety.moves() == 1);
        timeline.over();
    }

    private void moved(String name, String to, List<String> seen) throws Exception {
        await.until(SOON, "DNS is written", () -> timeline.sinceFault("written").isPresent());
        await.until(SOON, "DNS is INSYNC", () -> timeline.sinceFault("INSYNC").isPresent());
        for (String cluster : world.kubernetes.keySet()) {
            await.until(SOON, "the route of " + cluster + " moves", () -> timeline.sinceFault("route " + cluster)
                    .isPresent());
        }
        await.until(SOON, "all clients work in " + to, this::allArrived);
        timeline.say("all " + world.moves.clients() + " clients work in " + to);
        Map<String, Optional<Duration>> times = new LinkedHashMap<>();
        seen.forEach(stage -> times.put(stage, timeline.sinceFault(stage)));
        times.put("written", timeline.sinceFault("written"));
        times.put("INSYNC", timeline.sinceFault("INSYNC"));
        for (String cluster : world.kubernetes.keySet()) {
            times.put("route of " + cluster, timeline.sinceFault("route " + cluster));
        }
        long began = timeline.faultAt().orElseThrow();
        times.put("clients p50", world.moves.share(0.5, began));
        times.put("clients p95", world.moves.share(0.95, began));
        times.put("all clients", world.moves.share(1, began));
        times.put("mesh clients", world.moves.share(1, began, World.DNS_CLIENTS, world.moves.clients()));
        stages.put(name, times);
    }

    private void end() throws Exception {
        for (ServiceProcess service : world.services.values()) {
            double violations = service.metric("temporal_failover_invariant_violations_total");
            if (violations > 0) {
                safety.violated(Safety.SERVICE, service.region() + " counts " + violations);
            }
        }
        Map<String, Integer> dns = world.zone.state().weights();
        world.kubernetes.forEach((name, cluster) -> {
            if (!cluster.route().weights().equals(dns)) {
                safety.violated(
                        Safety.AGREE,
                        "DNS " + dns + ", " + name + " " + cluster.route().weights());
            }
        });
    }

    private boolean allArrived() throws Await.Missing {
        List<RuntimeException> broken = world.clients.broken();
        if (!broken.isEmpty()) {
            throw new Await.Missing("a simulated client broke: " + broken.get(0));
        }
        return world.moves.arrived() == world.moves.clients();
    }

    private void batch(HostedZone.State before, HostedZone.State after) {
        safety.dns(before, after);
        if (before.weights().equals(after.weights())) {
            timeline.say("DNS records adopted, epoch " + after.epoch());
            return;
        }
        timeline.mark("written", "DNS written: " + sorted(after.weights()) + ", epoch " + after.epoch());
        later.schedule(
                () -> timeline.mark("INSYNC", "DNS change INSYNC"),
                world.zone.propagation().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void route(String cluster, KubernetesRegion.Route route) {
        safety.route(cluster, route);
        if (timeline.faultAt().isPresent()) {
            timeline.mark("route " + cluster, "route of " + cluster + ": " + sorted(route.weights()));
        }
    }

    private static String sorted(Map<String, Integer> weights) {
        List<String> parts = new ArrayList<>();
        new java.util.TreeMap<>(weights).forEach((region, weight) -> parts.add(region + " " + weight));
        return String.join(", ", parts);
    }

    /** Stage timings by move. */
    Map<String, Map<String, Optional<Duration>>> stages() {
        return stages;
    }

    Safety safety() {
        return safety;
    }

    @Override
    public void close() {
        observers.values().forEach(Observer::close);
        later.shutdownNow();
    }
}
