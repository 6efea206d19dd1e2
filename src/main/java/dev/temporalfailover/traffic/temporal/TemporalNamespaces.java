package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.plan.NamespaceBatch.Ask;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.NewNamespace;
import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.NewNamespace.Result;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.traffic.NamespaceSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The namespaces of one policy: every region's cluster is read, and this region's own one is told. Its answer alone makes a
 * namespace active here, whatever has become of the other region.
 */
public final class TemporalNamespaces implements NamespaceSwitch, AutoCloseable {
    /** A round starts calls and waits for none. */
    private static final Duration ALIVE_WITHIN = Duration.ofMinutes(1);
    /** The platform's resolver has its own deadlines, of some ten seconds each. */
    private static final Duration LOOKS_UP_WITHIN = Duration.ofMinutes(3);

    private final NamespaceSettings settings;
    private final EventLoopGroup sockets;
    private final NamespaceReader reader;
    private final NamespaceReadings readings;
    private final NamespaceMoves moves;
    private final WriteCheck check;
    private final Registration registration;
    private final Optional<Handovers> handovers;
    private final BooleanSupplier leads;
    private final Optional<ReplicationReader> replication;
    private final Optional<PollerReader> pollers;
    private final Optional<LongPollReader> longPolls;

    /**
     * Calls nobody yet.
     *
     * @param handover how planned moves hand namespaces over; empty: they do not
     * @param leads whether this instance acts for its region; another one reads nothing and states nothing
     * @param files hears of token and certificate files
     * @param listener hears how each list of a region's namespaces ended
     */
    public TemporalNamespaces(
            String policy,
            NamespaceSettings settings,
            Optional<HandoverPolicy> handover,
            Clock clock,
            RandomGenerator random,
            BooleanSupplier leads,
            Heartbeats heartbeats,
            FileListener files,
            NamespaceListener listener) {
        this.settings = settings;
        this.sockets = new NioEventLoopGroup(1, new DefaultThreadFactory("namespaces-io", true));
        Heartbeat io = heartbeats.of("namespaces-io-" + policy, ALIVE_WITHIN);
        sockets.next().scheduleAtFixedRate(io::beat, 0, 1, TimeUnit.SECONDS);
        List<FrontendClient> clients = settings.frontends().stream()
                .map(frontend -> new FrontendClient(
                        frontend,
                        settings.updateToken().filter(own -> frontend.region().equals(settings.self())),
                        FrontendClient.MOST_FIELDS,
                        sockets,
                        clock,
                        files))
                .toList();
        String thread = "namespaces-" + policy;
        this.reader = new NamespaceReader(
                thread, clients, settings.interval(), clock, leads, heartbeats.of(thread, ALIVE_WITHIN), listener);
        FrontendClient own = clients.stream()
                .filter(client -> client.frontend().region().equals(settings.self()))
                .findFirst()
                .orElseThrow();
        Attempts attempts = new Attempts();
        this.leads = leads;
        this.handovers = handover.map(with -> new Handovers(settings, own, attempts, with.timeout(), clock, listener));
        this.readings = new NamespaceReadings(settings, attempts, name -> handovers.flatMap(h -> h.words(name)));
        this.moves = new NamespaceMoves(settings, own, reader.view(settings.self()), attempts, clock);
        this.check = new WriteCheck(settings, own);
        this.registration = new Registration(settings, own);
        String polls = "pollers-" + policy;
        this.pollers = settings.critical().isEmpty()
                ? Optional.empty()
                : Optional.of(new PollerReader(
                        polls,
                        settings.critical(),
                        new FrontendClient(
                                settings.frontend(settings.self()),
                                Optional.empty(),
                                FrontendClient.MOST_FIELDS,
                                sockets,
                                clock,
                                files),
                        clock,
                        leads,
                        heartbeats.of(polls, ALIVE_WITHIN),
                        listener));
        this.longPolls = settings.longPoll()
                .map(in -> new LongPollReader(
                        "long-poll-" + policy,
                        in,
                        new FrontendClient(
                                settings.frontend(settings.self()),
                                settings.updateToken(),
                                FrontendClient.MOST_FIELDS,
                                sockets,
                                clock,
                                files),
                        clock,
                        random,
                        leads,
                        heartbeats.of("long-poll-" + policy, ALIVE_WITHIN),
                        listener));
        String lags = "replication-" + policy;
        this.replication = settings.history()
                .map(hosts -> new ReplicationReader(
                        lags,
                        settings,
                        address -> new FrontendClient(
                                hosts.at(settings.self(), address),
                                Optional.empty(),
                                ReplicationReader.MOST_FIELDS,
                                sockets,
                                clock,
                                files),
                        clock,
                        leads,
                        heartbeats.of(lags, LOOKS_UP_WITHIN),
                        listener));
    }

    /** Begins to read; does not wait. */
    public void start() {
        reader.start();
        replication.ifPresent(ReplicationReader::start);
        pollers.ifPresent(PollerReader::start);
        longPolls.ifPresent(LongPollReader::start);
    }

    @Override
    public List<NamespaceReading> read() {
        handovers.filter(h -> leads.getAsBoolean()).ifPresent(Handovers::look);
        List<NamespaceReading> read = readings.of(reader.stated());
        handovers.ifPresent(h -> read.stream()
                .filter(n -> n.side(settings.self())
                        .filter(own -> !own.activeIn(settings.self()))
                        .isPresent())
                .forEach(n -> h.moved(n.name())));
        return read;
    }

    @Override
    public Map<String, ReplicationLag> replication() {
        return replication.map(ReplicationReader::lags).orElse(Map.of());
    }

    @Override
    public List<QueuePollers> pollers() {
        return pollers.map(PollerReader::pollers).orElse(List.of());
    }

    @Override
    public Registered create(NewNamespace wanted) {
        if (!settings.moves()) {
            return new Registered(Result.REFUSED, "namespaces.mode is watch: this service changes none");
        }
        Registered end = registration.register(wanted);
        reader.again();
        return end;
    }

    @Override
    public Optional<LongPoll> longPoll() {
        return longPolls.flatMap(LongPollReader::measured);
    }

    @Override
    public String render(Step step) {
        return new RenderedMoves(settings).render(step);
    }

    @Override
    public StepOutcome apply(Step step) {
        Optional<String> refused = refused(step);
        if (refused.isPresent()) {
            return new StepOutcome(StepResult.REJECTED, "not sent: " + refused.get(), "");
        }
        try {
            return switch (step.batch().ask()) {
                case UPDATE -> moves.apply(step);
                case HAND_OVER -> handovers.orElseThrow().begin(step);
                case CALL_OFF -> handovers.orElseThrow().callOff(step);
            };
        } finally {
            reader.again();
        }
    }

    /** A watcher plans no step; this is the last door. */
    private Optional<String> refused(Step step) {
        if (!settings.moves()) {
            return Optional.of("namespaces.mode is watch");
        }
        String to = step.record().active();
        return settings.frontends().stream().anyMatch(one -> one.region().equals(to))
                ? Optional.empty()
                : Optional.of(to + " is no region of the policy");
    }

    @Override
    public Verification verify(Step step) {
        Verification seen = check.verify(step);
        boolean waits = step.batch().ask() == Ask.HAND_OVER && seen.state() == Effectiveness.NOT_YET;
        return waits
                ? handovers
                        .flatMap(h -> h.state(step.namespaces().get(0).name()))
                        .map(state -> new Verification(seen.state(), "the handover is " + state + "; " + seen.detail()))
                        .orElse(seen)
                : seen;
    }

    @Override
    public void close() {
        replication.ifPresent(ReplicationReader::close);
        pollers.ifPresent(PollerReader::close);
        longPolls.ifPresent(LongPollReader::close);
        reader.close();
        sockets.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
