package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.REGIONS;
import static dev.temporalfailover.real.stand.Place.WITNESS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.real.stand.Findings;
import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.real.stand.Mesh;
import dev.temporalfailover.real.stand.Place;
import dev.temporalfailover.real.stand.Route;
import dev.temporalfailover.real.stand.RouteWatch;
import dev.temporalfailover.real.stand.Stand;
import dev.temporalfailover.real.stand.Traffic;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.Timeline;
import dev.temporalfailover.testkit.service.Observer;
import dev.temporalfailover.testkit.service.Observers;
import dev.temporalfailover.testkit.service.Safety;
import dev.temporalfailover.testkit.service.ServiceView;
import dev.temporalfailover.testkit.service.ZoneState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The steps that drills share, and what is seen meanwhile. Drills are played one after the other, each from {@link #home}. */
public final class Play implements AutoCloseable {
    public static final Duration SOON = Duration.ofSeconds(60);
    /** Longer than an answer takes on a busy machine, shorter than anything that a drill does to the network. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    /** Clients write what is usual once a second. */
    private static final Duration REPORTED = Duration.ofSeconds(2);

    private static final Duration WATCH = Duration.ofSeconds(3);

    public final Stand stand;
    public final Timeline timeline;
    public final Traffic traffic;
    public final Safety safety = new Safety(REGIONS.size(), EAST.name());
    public final Await await = new Await(System::nanoTime, safety::broken);
    public final Observers observers;
    private volatile Consumer<ZoneState> moving = after -> {};
    private volatile Instant fault = Instant.now();
    private volatile Place foreign;
    /** Each cluster's route as its watch last told of it. */
    private final Map<Place, Map<String, Integer>> watched = new ConcurrentHashMap<>();

    private Findings findings = new Findings();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "insync");
        thread.setDaemon(true);
        return thread;
    });

    /** @param stand started */
    public Play(Stand stand, Timeline timeline) throws IOException {
        this.stand = stand;
        this.timeline = timeline;
        this.traffic = new Traffic(stand);
        this.observers = new Observers(stand.byRegion(), timeline);
    }

    /** Until both regions are healthy, everybody hears everybody, and all clients work. */
    public void begin() throws Exception {
        stand.zone.onBatch(this::batch);
        RouteWatch.each(stand.clusters, this::route);
        observers.start();
        for (Instance instance : stand.all()) {
            await.until(stand.patience(), instance.name() + " is ready", instance::ready);
        }
        steady(EAST);
        timeline.say("all " + stand.all().size() + " instances are ready, hear each other, see both regions HEALTHY");
        traffic.start();
        timeline.say("clients are at work: " + traffic.names());
        observers.tell();
    }

    /** Everything as at the beginning: what is broken is mended, a hold-down is acknowledged, the traffic is moved back. */
    public void home() throws Exception {
        timeline.over();
        stand.mend();
        moving = after -> {};
        foreign = null;
        for (Instance instance : stand.all()) {
            await.until(stand.patience(), instance.name() + " is ready", instance::ready);
        }
        if (!active().equals(EAST.name())) {
            steady(Place.of(active()));
            safety.callFor(EAST.name());
            ask("failover", Map.of("to", EAST.name(), "by", "drill", "reason", "the drill is over", "force", true));
            await.until(SOON, "the traffic is back", () -> active().equals(EAST.name()));
        }
        steady(EAST);
        acknowledge();
        for (Place region : REGIONS) {
            routed(region, EAST);
        }
        safety.callFor(EAST.name());
    }

    /** Lifts the hold-down of the last switch, in both regions: each keeps what people asked it for in its own cluster. */
    public void acknowledge() throws Exception {
        for (Place region : REGIONS) {
            leader(region).post("/api/v1/acknowledge", stand.operatorToken, Map.of("by", "drill"));
        }
    }

    /** The region that carries most by the record. */
    public String active() {
        return stand.zone.state().weights().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /** Waits until all instances agree that both regions are healthy and that this one is active. */
    public void steady(Place active) throws Exception {
        for (Place region : REGIONS) {
            await.until(
                    stand.patience(),
                    "the leader of " + region.name() + " sees both regions healthy, hears the others and knows "
                            + active.name() + " as the active one",
                    () -> observers.steady(region.name(), active.name()));
        }
    }

    /**
     * Waits until the region's route sends everything there, by the API server and by the watch: what that tells later would be
     * held against a drill that has called for another region meanwhile.
     */
    public void routed(Place region, Place to) throws Exception {
        String host = region.equals(to) ? Mesh.LOCAL : to.meshName();
        await.until(
                SOON,
                "the route of " + region.name() + " sends to " + to.name(),
                () -> only(
                                host,
                                stand.clusters
                                        .get(region)
                                        .route()
                                        .map(Route::weights)
                                        .orElse(Map.of()))
                        && only(to.name(), watched.getOrDefault(region, Map.of())));
    }

    private static boolean only(String to, Map<String, Integer> weights) {
        return weights.getOrDefault(to, 0) > 0
                && weights.values().stream().filter(weight -> weight > 0).count() == 1;
    }

    /** A person's request, to the leader of the first region, or of the other one if nobody leads there. */
    public void ask(String action, Map<String, ?> body) throws Exception {
        leader(EAST).post("/api/v1/" + action, stand.operatorToken, body);
    }

    /** The only instance of the region that leads; else of the other one. */
    public Instance leader(Place region) throws Await.Missing {
        Optional<Observer> found = observers
                .leader(region.name())
                .or(() -> observers.leader(region.other().name()));
        String name = found.map(one -> one.service().name())
                .orElseThrow(() -> new Await.Missing("nobody leads either region"));
        return stand.named(name);
    }

    /** From now on traffic may move to this region, once. */
    public void callFor(Place region) {
        safety.callFor(region.name());
    }

    /** Told of a fault before it is made: what follows is measured from here. */
    public void fault(String what) {
        fault = Instant.now();
        timeline.fault(what);
    }

    /** A drill without a fault of its own is measured from here. */
    public void begun(Instant at) {
        fault = at;
    }

    /** When that was. */
    public Instant faultAt() {
        return fault;
    }

    /** Waits until the region's leader decides so, for example {@code refuse disputed}. */
    public void decides(Place region, String decision) throws Exception {
        await.until(
                SOON,
                "the leader of " + region.name() + " decides " + decision,
                () -> observers.decides(region.name(), decision));
    }

    /** Waits until the region's leader judges the other so. */
    public void judges(Place region, Place other, String verdict) throws Exception {
        await.until(
                SOON,
                "the leader of " + region.name() + " judges " + other.name() + " " + verdict,
                () -> observers.judges(region.name(), other.name(), verdict));
    }

    /** What the region's leader last said; empty while nobody leads. */
    public Optional<ServiceView> view(Place region) {
        return observers.leader(region.name()).flatMap(Observer::view);
    }

    /** Called with the zone's new state after each batch that moves traffic, before its writer is answered. */
    public void onMove(Consumer<ZoneState> told) {
        moving = told;
    }

    /** Waits until DNS is written and INSYNC. */
    public void written() throws Exception {
        await.until(SOON, "DNS is written", () -> timeline.sinceFault("written").isPresent());
        await.until(SOON, "DNS is INSYNC", () -> timeline.sinceFault("INSYNC").isPresent());
    }

    /** Waits for a whole move: DNS, the routes of these clusters, and every client that can get there. */
    public void moved(Place to, Place... clusters) throws Exception {
        written();
        for (Place cluster : clusters) {
            routed(cluster, to);
        }
        traffic.arrived(to, fault, SOON);
        unmoved(WATCH);
    }

    /** Watches for so long that nothing moves. */
    public void unmoved(Duration time) throws Exception {
        int moves = safety.moves();
        await.whileSo(time, "traffic moved", () -> safety.moves() == moves);
    }

    /**
     * No call and no start of a workflow has failed since the fault, but for these clients; and none was without any answer for
     * longer than a busy machine makes it wait. The clusters do not replicate: the result of what was started before a move is
     * asked of the wrong one.
     */
    public void noneFailed(String... except) throws Exception {
        Instant now = Instant.now();
        Map<String, Map<String, Long>> failed = new TreeMap<>(traffic.errors(fault, now));
        Map<String, Duration> gaps = new TreeMap<>(traffic.gaps(fault, now.minus(REPORTED)));
        failed.keySet().removeAll(Set.of(except));
        gaps.keySet().removeAll(Set.of(except));
        // Two cores carry all of this: an answer may come after its second is over.
        failed.values().forEach(kinds -> kinds.keySet()
                .removeIf(kind -> kind.startsWith("result") || kind.endsWith("DEADLINE_EXCEEDED")));
        failed.values().removeIf(Map::isEmpty);
        gaps.values().removeIf(gap -> gap.compareTo(SILENCE) <= 0);
        if (!failed.isEmpty() || !gaps.isEmpty()) {
            throw new Await.Missing("calls failed: " + failed + ", no answer for: " + gaps);
        }
    }

    /** The weight with which a region's route sends to another one, as it is now. */
    public int share(Place cluster, Place to) {
        String host = cluster.equals(to) ? Mesh.LOCAL : to.meshName();
        return stand.clusters
                .get(cluster)
                .route()
                .map(route -> route.weights().getOrDefault(host, 0))
                .orElse(0);
    }

    /** While others write this region's route, what they write is not held against the service. */
    void others(Place cluster, boolean writing) {
        foreign = writing ? cluster : null;
    }

    /** What the region's leader says of its route: 1 if proxies carry it, 0 if not, -1 while nobody leads. */
    public int effective(Place region) throws Exception {
        Optional<Observer> leader = observers.leader(region.name());
        return leader.isEmpty() ? -1 : (int) leader.get().service().metric("temporal_failover_route_effective");
    }

    /** What the region's leader says of its route, in words. */
    public String routeSays(Place region) throws Exception {
        JsonNode route = leader(region).get("/api/v1/status").at("/policies/0/routes/0");
        return region.name() + " says: " + route.path("evidence").asText();
    }

    /** True if the region's leader says so anywhere in its status or its decisions. */
    public boolean says(Place region, String words) throws Exception {
        Instance leader = leader(region);
        return leader.get("/api/v1/status").toString().contains(words)
                || leader.get("/api/v1/decisions").toString().contains(words);
    }

    /** Something to be read in the table, besides the times. */
    public void found(String what) {
        timeline.say(what);
        findings.add(what);
    }

    /** What was found since the last time. */
    Findings findings() {
        Findings all = findings;
        findings = new Findings();
        return all;
    }

    /** No instance counts a violated invariant. */
    void sound() throws Exception {
        for (Instance instance : stand.all()) {
            double violations = instance.alive() ? instance.metric("temporal_failover_invariant_violations_total") : 0;
            if (violations > 0) {
                safety.violated(Safety.SERVICE, instance.name() + " counts " + violations);
            }
        }
    }

    private void batch(ZoneState before, ZoneState after) {
        safety.dns(before, after);
        if (before.weights().equals(after.weights())) {
            return;
        }
        String weights = new TreeMap<>(after.weights()).toString();
        timeline.mark("written", after.owner() + " writes DNS: " + weights + ", epoch " + after.epoch());
        moving.accept(after);
        Instant mine = fault;
        later.schedule(
                () -> {
                    // The move back at a drill's end is not the next one's.
                    if (mine.equals(fault)) {
                        timeline.mark("INSYNC", "DNS change INSYNC");
                    }
                },
                stand.zone.propagation().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void route(Place cluster, Map<String, Integer> weights, long epoch) {
        if (!cluster.equals(foreign)) {
            safety.route(cluster.name(), weights, weights.size());
        }
        watched.put(cluster, weights);
        if (timeline.faultAt().isPresent()) {
            timeline.mark(
                    "route " + cluster.name(), "route of " + cluster.name() + ": " + weights + ", epoch " + epoch);
        }
    }

    /** The witness's instance. */
    Instance witness() {
        return stand.of(WITNESS).get(0);
    }

    @Override
    public void close() {
        observers.close();
        later.shutdownNow();
        traffic.close();
    }
}
