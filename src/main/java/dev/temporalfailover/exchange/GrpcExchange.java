package dev.temporalfailover.exchange;

import dev.temporalfailover.coordination.HomeCluster;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.exchange.identity.PeerId;
import dev.temporalfailover.exchange.identity.Refusals;
import dev.temporalfailover.exchange.identity.TlsCredentials;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.situation.Findings;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import io.grpc.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What instances tell each other over gRPC: observers report their votes to their region's leader, leaders watch the views
 * of other places. All methods may be called from any thread and return at once, except the last; {@code package-info} says
 * which threads it has.
 */
public final class GrpcExchange implements AutoCloseable {
    /** How long an end in good order may take, each of two parts. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    /** Heartbeats between two looks at the files of TLS. */
    private static final int FILES_EVERY = 5;

    private final ExchangeSettings settings;
    private final ExchangeThread thread;
    private final Sockets sockets;
    private final Optional<TlsCredentials> tls;
    private final Refusals refusals;
    private final Notices notices;
    private final ExchangeMeters meters;
    private final Leadership leadership;
    private final PublishedView place;
    private final ReportDesk reports;
    private final WatchDesk watches;
    private final CoordinationService service;
    private final ReportClient report;
    private final List<WatchClient> peers;
    private final Opinions opinions;
    private final ExchangeThread.Latest<ReportClient.JudgedVotes> votes;
    private final ExchangeThread.Latest<Map<String, Findings>> view;
    private final ExchangeThread.Latest<List<String>> observers;
    private final Map<String, Findings> found = new ConcurrentHashMap<>();
    private final ExchangeListener listener;
    private final AtomicBoolean closed = new AtomicBoolean();
    private Server server;
    private List<String> known = List.of();
    private boolean led;
    private int beats;

    /**
     * @param home stays the caller's
     * @param judge takes the votes of other observers
     * @param log one line for each change: peers reached, peers refused and why
     * @param random for the jitter of pauses; used on the exchange's thread
     */
    public GrpcExchange(
            ExchangeSettings settings,
            HomeCluster home,
            ReportListener judge,
            ExchangeListener listener,
            Clock clock,
            Consumer<String> log,
            ExchangeMeters meters,
            RandomGenerator random,
            Heartbeats heartbeats) {
        this.settings = settings;
        this.meters = meters;
        this.notices = new Notices(log);
        this.tls = settings.tls()
                .map(files -> new TlsCredentials(
                        files,
                        new PeerId(settings.place(), Optional.of(settings.instance())),
                        settings.trustDomain(),
                        notices,
                        this::rotated));
        this.refusals = new Refusals(meters::refused, clock, log);
        this.thread = new ExchangeThread(clock, random, heartbeats);
        this.sockets = new Sockets(settings, tls, clock, heartbeats);
        this.leadership = home.leadership();
        this.listener = listener;
        this.place = new PublishedView(settings, leadership, clock, this::relayed);
        this.reports = new ReportDesk(settings, home, judge, place, thread::run, clock, refusals, meters);
        this.watches = new WatchDesk(settings, place, refusals, meters);
        this.service = new CoordinationService(settings, thread, reports, watches, clock, refusals, notices, meters);
        this.report = new ReportClient(settings, leadership, this::told, place, thread, sockets, notices, meters);
        this.opinions = new Opinions(settings.policies(), listener::opinionsChanged);
        boolean instance = settings.role() == ExchangeSettings.PlaceType.INSTANCE;
        this.peers = settings.peers().stream()
                .map(peer -> new WatchClient(
                        settings,
                        peer,
                        () -> instance && leadership.leads(),
                        opinions,
                        thread,
                        sockets,
                        notices,
                        meters))
                .toList();
        this.votes = thread.new Latest<>(report::votes);
        this.view = thread.new Latest<>(this::view);
        this.observers = thread.new Latest<>(this::lead);
    }

    /**
     * Listens and connects. TLS files that cannot be used are reported and tried again; no peer is heard until then.
     *
     * @throws IOException if it cannot listen
     */
    public void start() throws IOException {
        tls.ifPresent(TlsCredentials::poll);
        server = sockets.serve(service, refusals);
        thread.every(settings.heartbeat(), this::beat);
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    private void beat() {
        if (++beats % FILES_EVERY == 0) {
            thread.step("certificates", () -> tls.ifPresent(TlsCredentials::poll));
        }
        look();
        thread.step("views", watches::tell);
        thread.step("refusals", refusals::tell);
    }

    /** Streams of before may stand on what is trusted no more: each begins again. */
    private void rotated() {
        thread.run(() -> {
            reports.endAll("the certificates have changed");
            watches.endAll("the certificates have changed");
            report.again();
            peers.forEach(WatchClient::again);
        });
    }

    private void look() {
        boolean leads = leadership.leads();
        thread.step("reports", reports::look);
        thread.step("report", report::look);
        peers.forEach(peer -> thread.step("watch", peer::look));
        if (leads != led) {
            led = leads;
            watches.tell();
        }
    }

    private void view(Map<String, Findings> byPolicy) {
        if (place.own(byPolicy)) {
            if (leadership.leads()) {
                reports.viewChanged();
            }
            watches.tell();
        }
    }

    private void relayed() {
        watches.tell();
    }

    private void lead(List<String> all) {
        reports.observers(all);
        told(all);
    }

    private void told(List<String> all) {
        if (!Set.copyOf(all).equals(Set.copyOf(known))) {
            known = all;
            listener.observers(all);
        }
    }

    /** Takes this instance's own votes, all of them, as they were judged at that time. Sent to the leader, changes only, while another instance leads. */
    public void voted(List<PolicyVote> all, Duration at) {
        votes.put(new ReportClient.JudgedVotes(List.copyOf(all), at));
    }

    /** Takes what this instance finds on one policy: what this place says, while this instance leads or is a witness. */
    public void found(String policy, Findings findings) {
        found.put(policy, findings);
        view.put(Map.copyOf(found));
    }

    /** Takes the observers of this region, which are told to all of them while this instance leads. */
    public void observers(List<String> all) {
        observers.put(List.copyOf(all));
    }

    /** The newest opinion on a policy of each other place that was ever heard; how old it is, its time tells. */
    public List<Opinion> opinions(String policy) {
        return opinions.on(policy);
    }

    /** Takes leave of the leader and ends all streams, within a second or so. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        CountDownLatch noted = new CountDownLatch(1);
        thread.run(() -> report.leave(noted::countDown));
        try {
            // A leader that does not answer must not keep this process.
            if (!noted.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                notices.say("leave", "the leader did not acknowledge that this instance stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.run(() -> {
            reports.endAll("this instance stops");
            watches.endAll("this instance stops");
            report.close();
            peers.forEach(WatchClient::close);
        });
        if (server != null) {
            server.shutdown();
        }
        thread.close(FAREWELL);
        if (server != null) {
            server.shutdownNow();
        }
        sockets.close();
    }
}
