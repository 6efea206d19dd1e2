package dev.temporalfailover.probe;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.pace.Pace;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.probe.pool.ChannelUse;
import io.grpc.ConnectivityState;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Probes all endpoints, each on its own rhythm, and gives every result to a sink at once. One thread does all network
 * work; a second, idle most of the time, looks at credential files.
 */
public final class Prober implements AutoCloseable {
    private static final Duration STATES_EVERY = Duration.ofSeconds(1);
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(30);
    private static final int POLLS = 10;

    private final Loop loop;
    private final NioEventLoopGroup group;
    private final ScheduledExecutorService files;
    private final Duration filePoll;
    private final Heartbeat heartbeat;
    private final Heartbeat filesHeartbeat;
    private final List<EndpointProbes> endpoints = new ArrayList<>();
    private final Map<List<String>, Map<ConnectivityState, Integer>> toldStates = new HashMap<>();
    private final Map<List<String>, ChannelUse.Pool> pools = new HashMap<>();
    private Pacing pacing = Pacing.CONFIGURED;
    private volatile Map<Target, Pace> paces = Map.of();
    private volatile List<Target> targets = List.of();

    /**
     * Makes a prober that does nothing before {@link #start}.
     *
     * @param sink gets every result on the prober's thread; must return at once
     * @param random for jitter; used on one thread
     */
    public Prober(
            List<Endpoint> endpoints,
            Consumer<ProbeResult> sink,
            ProbeListener listener,
            ProbeSettings settings,
            Clock clock,
            RandomGenerator random,
            Heartbeats heartbeats) {
        this.group = new NioEventLoopGroup(1, new DefaultThreadFactory("probe", true));
        this.files = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("probe-files", true));
        this.filePoll = settings.filePoll();
        this.heartbeat = heartbeats.of("probe", ALIVE_WITHIN);
        this.filesHeartbeat = heartbeats.of("probe-files", ALIVE_WITHIN.plus(filePoll.multipliedBy(POLLS)));
        PauseWatch watch = new PauseWatch(clock, settings.pauseLimit(), listener::paused);
        this.loop = new Loop(group.next(), watch, random, sink, listener, heartbeat);
        Lookup lookup = new Lookup(loop, settings.dnsServers());
        for (Endpoint endpoint : endpoints) {
            this.endpoints.add(new EndpointProbes(loop, lookup, endpoint, this::paceAll));
        }
    }

    /** Reads the credential files and begins; results come until {@link #close}. Call it once. */
    public void start() {
        pollFiles();
        files.scheduleWithFixedDelay(this::pollFiles, filePoll.toMillis(), filePoll.toMillis(), TimeUnit.MILLISECONDS);
        loop.run(() -> {
            loop.watch().begin();
            endpoints.forEach(EndpointProbes::start);
            tick();
            tellStates();
        });
    }

    /** Probes every target of a region now, outside the schedule; a target with a probe in flight is left alone. */
    public void probeNow(String region) {
        loop.run(() -> endpoints.stream()
                .filter(one -> one.endpoint().region().equals(region))
                .forEach(EndpointProbes::now));
    }

    /**
     * Changes how often targets are asked, also of those that appear later; call it again whenever {@code pacing}
     * answers differently. From any thread; until it is called they are asked as configured, so call it before
     * {@link #start} if that could be too often. A target that is to be asked more often is asked within its new
     * interval, not after its old one.
     */
    public void pace(Pacing pacing) {
        loop.run(() -> {
            this.pacing = pacing;
            paceAll();
        });
    }

    /** How often a target is asked now; empty if it is not probed. From any thread. */
    public Optional<Pace> paceOf(Target target) {
        return Optional.ofNullable(paces.get(target));
    }

    /** The targets of this moment; those of headless names come and go with DNS. */
    public List<Target> targets() {
        return targets;
    }

    /** Ends all probes and connections. After it, at most one result that was under way is still given. */
    @Override
    public void close() {
        files.shutdownNow();
        loop.run(() -> endpoints.forEach(EndpointProbes::stop));
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private void pollFiles() {
        for (EndpointProbes one : endpoints) {
            filesHeartbeat.step("look at files", one::pollFiles);
        }
        filesHeartbeat.beat();
    }

    private void paceAll() {
        List<Target> now = new ArrayList<>();
        endpoints.forEach(one -> one.targets(now::add));
        Map<String, Integer> checksOn = new HashMap<>();
        now.forEach(target -> checksOn.merge(target.address(), 1, Integer::sum));
        Map<Target, Pace> paced = new HashMap<>();
        endpoints.forEach(one -> one.pace(pacing, checksOn, paced::put));
        paces = Map.copyOf(paced);
        targets = List.copyOf(now);
    }

    private void tick() {
        loop.after(loop.watch().every(), this::tick);
        loop.watch().ticked();
        heartbeat.beat();
    }

    /** Endpoints of one service on one path are one pool, for example a name at home and another one from abroad. */
    private void tellPools() {
        Duration now = loop.watch().look();
        Map<List<String>, Integer> channels = new HashMap<>();
        Map<List<String>, Duration> busy = new HashMap<>();
        for (EndpointProbes one : endpoints) {
            Endpoint of = one.endpoint();
            List<String> pool = List.of(of.region(), of.service().word() + "_" + of.path());
            channels.merge(pool, one.channels(), Integer::sum);
            busy.merge(pool, one.takeBusy(now), Duration::plus);
        }
        channels.forEach((pool, count) -> {
            ChannelUse.Pool use = pools.get(pool);
            if (use == null && count == 0) {
                return;
            }
            if (use == null) {
                use = new ChannelUse.Pool();
                pools.put(pool, use);
            }
            use.look(busy.get(pool), now);
            loop.listener().pool(pool.get(0), pool.get(1), use.inUse(), count);
        });
    }

    private void tellStates() {
        loop.after(STATES_EVERY, this::tellStates);
        tellPools();
        Map<List<String>, Map<ConnectivityState, Integer>> counts = new HashMap<>();
        for (EndpointProbes one : endpoints) {
            Map<ConnectivityState, Integer> of = counts.computeIfAbsent(
                    List.of(one.endpoint().region(), one.endpoint().path()),
                    k -> new EnumMap<>(ConnectivityState.class));
            one.states(state -> of.merge(state, 1, Integer::sum));
        }
        counts.forEach((place, of) -> {
            if (!of.equals(toldStates.put(place, of))) {
                for (ConnectivityState state : ConnectivityState.values()) {
                    loop.listener()
                            .channels(
                                    place.get(0),
                                    place.get(1),
                                    state.name().toLowerCase(Locale.ROOT),
                                    of.getOrDefault(state, 0));
                }
            }
        });
    }
}
