package dev.temporalfailover.exchange;

import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.outside.Notices;
import io.grpc.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The exchange over gRPC; {@code package-info} says which threads it has. */
public final class GrpcExchange implements Exchange {
    /** How long an end in good order may take, each of two parts. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    /** Heartbeats between two looks at the files of TLS. */
    private static final int FILES_EVERY = 5;

    private final Parts parts;
    private final Leadership leadership;
    private final PlaceView place;
    private final ReportDesk reports;
    private final WatchDesk watches;
    private final CoordinationService service;
    private final ReportClient report;
    private final List<WatchClient> peers;
    private final Opinions opinions = new Opinions();
    private final ExchangeThread.Latest<List<PolicyVote>> votes;
    private final ExchangeThread.Latest<Map<String, Opinion>> view;
    private final ExchangeThread.Latest<List<String>> members;
    private final Runnable look;
    private final AtomicBoolean closed = new AtomicBoolean();
    private Server server;
    private boolean led;
    private int beats;

    /**
     * @param leadership stays the caller's
     * @param hearing called on the exchange's thread
     * @param steady monotonic time since the process started
     * @param log one line for each change: peers reached, peers refused and why
     * @param random for the jitter of pauses; used on the exchange's thread
     */
    public GrpcExchange(
            ExchangeSettings settings,
            Leadership leadership,
            Hearing hearing,
            Supplier<Duration> steady,
            Consumer<String> log,
            ExchangeMeters meters,
            RandomGenerator random) {
        Notices notices = new Notices(log);
        Optional<TlsCredentials> tls = settings.tls().map(files -> new TlsCredentials(files, notices));
        ExchangeThread thread = new ExchangeThread();
        this.parts = new Parts(settings, thread, new Sockets(settings, tls), tls, steady, random, notices, meters);
        this.leadership = leadership;
        this.place = new PlaceView(settings, leadership, steady);
        this.reports = new ReportDesk(settings, leadership, hearing, place, steady, meters);
        this.watches = new WatchDesk(settings, place, meters);
        this.service = new CoordinationService(settings, thread, reports, watches, steady, notices, meters);
        this.report = new ReportClient(parts, leadership, hearing, place, watches::tell);
        boolean instance = settings.role() == ExchangeSettings.Role.INSTANCE;
        this.peers = settings.peers().stream()
                .map(peer -> new WatchClient(
                        parts, peer, () -> instance && leadership.leads(), opinions, hearing::opinionsChanged))
                .toList();
        this.votes = thread.new Latest<>(report::votes);
        this.view = thread.new Latest<>(this::view);
        this.members = thread.new Latest<>(reports::members);
        this.look = thread.signal(this::look);
    }

    /**
     * Listens and connects. TLS files that cannot be used are reported and tried again; no peer is heard until then.
     *
     * @throws IOException if it cannot listen
     */
    public void start() throws IOException {
        parts.tls().ifPresent(TlsCredentials::poll);
        server = parts.sockets().serve(service, parts.notices(), parts.meters());
        parts.thread().every(parts.settings().heartbeat(), this::beat);
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    private void beat() {
        if (++beats % FILES_EVERY == 0) {
            parts.tls().ifPresent(TlsCredentials::poll);
        }
        look();
        watches.tell();
    }

    private void look() {
        boolean leads = leadership.leads();
        reports.look();
        report.look();
        peers.forEach(WatchClient::look);
        if (leads != led) {
            led = leads;
            watches.tell();
        }
    }

    private void view(Map<String, Opinion> byPolicy) {
        if (place.own(byPolicy)) {
            if (leadership.leads()) {
                reports.viewChanged();
            }
            watches.tell();
        }
    }

    @Override
    public void publishVotes(List<PolicyVote> all) {
        votes.put(List.copyOf(all));
    }

    @Override
    public void publishView(Map<String, Opinion> byPolicy) {
        view.put(Map.copyOf(byPolicy));
    }

    @Override
    public void members(List<String> all) {
        members.put(List.copyOf(all));
    }

    @Override
    public List<Opinion> opinions(String policy) {
        return opinions.on(policy);
    }

    @Override
    public void leadershipChanged() {
        look.run();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        CountDownLatch noted = new CountDownLatch(1);
        parts.thread().run(() -> report.leave(noted::countDown));
        try {
            // A leader that does not answer must not keep this process.
            if (!noted.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                parts.notices().say("leave", "the leader did not acknowledge that this instance stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        parts.thread().run(() -> {
            reports.close();
            watches.close();
            report.close();
            peers.forEach(WatchClient::close);
        });
        if (server != null) {
            server.shutdown();
        }
        parts.thread().close(FAREWELL);
        if (server != null) {
            server.shutdownNow();
        }
        parts.sockets().close();
    }
}
