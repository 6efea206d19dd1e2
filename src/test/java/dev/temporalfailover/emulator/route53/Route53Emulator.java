package dev.temporalfailover.emulator.route53;

import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.emulator.route53.AcceptedChange.Action;
import dev.temporalfailover.emulator.route53.AcceptedChange.Change;
import dev.temporalfailover.emulator.route53.checks.EndpointProbe;
import dev.temporalfailover.emulator.route53.checks.HealthChecks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A Route 53 of one account on loopback: its REST/XML API for the real AWS SDK and its name servers. Records may also be
 * set up and read here without the API; such changes obey the same rules. Thread-safe.
 */
public final class Route53Emulator implements AutoCloseable {
    private static final int THREADS = 64;
    private final EmulatorOptions options;
    private final HealthChecks checks;
    private final Store store;
    private final HealthMonitor monitor;
    private final Faults faults = new Faults();
    private final RestApi api;
    private final DnsServer dnsServer;
    private final ExecutorService requests;
    private HttpServer http;
    private int apiPort;
    private InetSocketAddress dns;

    /** An emulator that is not started. */
    public Route53Emulator(EmulatorOptions options) {
        this.options = options;
        this.checks = new HealthChecks(options.checkers, options.seed);
        this.store = new Store(options, checks::exists);
        this.monitor =
                new HealthMonitor(checks, new EndpointProbe(options.connectTimeout, options.responseTimeout), options);
        this.api = new RestApi(store, new HealthCheckOperations(checks, monitor), options, faults);
        this.dnsServer = new DnsServer(new DnsAnswers(store, checks::healthy, new Random(options.seed)));
        AtomicInteger number = new AtomicInteger();
        this.requests = new ThreadPoolExecutor(0, THREADS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "route53-api-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Binds both ports and serves. Answers itself. */
    public synchronized Route53Emulator start() throws IOException {
        dns = dnsServer.start(options.address, options.dnsPort);
        listen(options.apiPort);
        return this;
    }

    /** For the SDK's {@code endpointOverride}, for example {@code http://127.0.0.1:41234}. */
    public synchronized URI apiEndpoint() {
        return URI.create("http://" + options.address + ":" + apiPort);
    }

    /** The access key id that is known. */
    public String accessKeyId() {
        return options.accessKeyId;
    }

    /** The secret that requests are signed with. */
    public String secretAccessKey() {
        return options.secretAccessKey;
    }

    /** Where DNS is answered, over UDP and TCP. */
    public InetSocketAddress dns() {
        return dns;
    }

    /** What goes wrong with requests to come. */
    public Faults faults() {
        return faults;
    }

    /** A dead API: nothing listens, connections are refused. DNS and health checks go on. */
    public synchronized void apiDown() {
        if (http != null) {
            http.stop(0);
            http = null;
        }
    }

    /** The API again, on the same port. */
    public synchronized void apiUp() throws IOException {
        if (http == null) {
            listen(apiPort);
        }
    }

    /** How long changes accepted from now on are PENDING. */
    public void propagation(Duration d) {
        store.propagation(d);
    }

    /** Told of every accepted batch, on the request's thread, before the answer is sent. */
    public void onAccepted(Consumer<AcceptedChange> listener) {
        store.listen(listener);
    }

    /** Creates a hosted zone and answers its id. */
    public String createZone(String name) {
        return store.createZone(null, name, "setup-" + name, null, false).id;
    }

    /** Creates a zone with a known id; a {@code service} zone, as of a load balancer, may be other zones' alias target. */
    public void createZone(String id, String name, boolean service) {
        store.createZone(id, name, "setup-" + id, null, service);
    }

    /** Creates records as one batch. It is PENDING like any other. */
    public void create(String zoneId, RecordSet... records) {
        store.change(
                zoneId,
                "",
                List.of(records).stream()
                        .map(r -> new Change(Action.CREATE, normalized(r)))
                        .toList());
    }

    /** All records of the zone, PENDING ones too, in listing order. */
    public List<RecordSet> records(String zoneId) {
        return List.copyOf(store.zone(zoneId).current().values());
    }

    /** Requests that arrived for an operation, for example {@code ListResourceRecordSets}; refused ones count. */
    public long requests(String operation) {
        return api.count(operation);
    }

    /** What DNS goes by for this health check. */
    public boolean healthy(String healthCheckId) {
        return checks.healthy(healthCheckId);
    }

    /** Lets every checker of a health check look once, now. */
    public void checkNow(String healthCheckId) {
        monitor.checkNow(healthCheckId);
    }

    private static RecordSet normalized(RecordSet r) {
        return new RecordSet(
                RecordName.of(r.name()).text(),
                r.type(),
                r.setIdentifier(),
                r.weight(),
                r.ttl(),
                r.values(),
                r.alias() == null ? null : normalized(r.alias()),
                r.healthCheckId());
    }

    private static RecordSet.Alias normalized(RecordSet.Alias to) {
        return new RecordSet.Alias(
                to.hostedZoneId(), RecordName.of(to.dnsName()).text(), to.evaluateTargetHealth());
    }

    private void listen(int port) throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getByName(options.address), port), 50);
        http.setExecutor(requests);
        http.createContext("/", api);
        apiPort = http.getAddress().getPort();
        Thread starter = new Thread(http::start, "route53-api-start");
        starter.setDaemon(true); // the server's own thread inherits it
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        }
    }

    /** Ends all threads and closes both ports. */
    @Override
    public void close() throws IOException {
        apiDown();
        faults.clear();
        requests.shutdownNow();
        monitor.close();
        dnsServer.close();
    }
}
