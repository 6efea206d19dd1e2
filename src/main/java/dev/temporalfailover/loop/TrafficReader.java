package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.plan.Followers;
import dev.temporalfailover.failover.plan.Followers.SeenNames;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.Replication;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.NamespaceWatch;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.NamespaceSwitch;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.Switches;
import dev.temporalfailover.traffic.WorkerSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The traffic as last read. Only the leader asks Route 53, once an interval and jittered, and at once after
 * a write: at most one reader in a region, far below the account's rate limit.
 */
final class TrafficReader {
    private static final double JITTER = 0.2;
    /** A takeover that was told of later than this may have moved what was read since. */
    private static final Duration LATELY = Duration.ofMinutes(1);

    private final String policy;
    private final DnsSwitch dnsSwitch;
    private final NamespaceSwitch namespaces;
    private final RouteSwitch routeSwitch;
    private final WorkerSwitch workers;
    private final String self;
    private final SeenHere seenHere;
    private final ReplicationMemory replication;
    private final DualActive dualActive;
    private final Telemetry telemetry;
    private final Duration interval;
    private final RandomGenerator random;
    private DnsReading dns = DnsReading.unread("not read yet");
    private List<RouteReading> routes = List.of();
    private Duration next = Duration.ZERO;
    private final ToldEpochs told = new ToldEpochs();
    private Optional<Unwritten> unwritten = Optional.empty();
    private volatile boolean again = true;
    private volatile boolean routesAgain;

    /** Why the record of an epoch could not be written over. */
    private record Unwritten(long epoch, String why) {}

    TrafficReader(
            FailoverPolicy policy,
            String self,
            Switches switches,
            Telemetry telemetry,
            Duration interval,
            RandomGenerator random) {
        this.policy = policy.name();
        this.self = self;
        this.seenHere = new SeenHere(self);
        this.replication = new ReplicationMemory(self, policy.regions());
        this.dnsSwitch = switches.dns();
        this.namespaces = switches.namespaces();
        this.routeSwitch = switches.routes();
        this.workers = switches.workers();
        this.dualActive = new DualActive(policy.name(), policy.regions().size(), telemetry);
        this.telemetry = telemetry;
        this.interval = interval;
        this.random = random;
    }

    /** Makes the next {@link #read} ask, whatever the interval. From any thread. */
    void again() {
        again = true;
    }

    /** Makes the next {@link #read} look at the routes, and only at them: a fight over a route must not cost Route 53 calls. */
    void routesAgain() {
        routesAgain = true;
    }

    /** Another place may have read a newer epoch than we have: then read at once, and once for each, whatever our interval. */
    void hear(Elsewhere elsewhere, Moment now) {
        if (told.hear(elsewhere, dns.epoch().map(EpochRecord::epoch).orElse(-1L), now.steady())) {
            again();
        }
    }

    /** What other places say, without epochs that the record was seen not to have. */
    Elsewhere believed(Elsewhere elsewhere) {
        return told.believed(elsewhere);
    }

    /** Reads what is due. */
    void read(boolean leads, Moment now) {
        seenHere.lead(leads);
        if (!leads) {
            dualActive.forget();
            dns = DnsReading.unread("only the leader reads Route 53");
            again = true;
            return;
        }
        boolean due = again || now.steady().compareTo(next) >= 0;
        if (!due) {
            if (routesAgain) {
                readRoutes();
            }
            return;
        }
        again = false;
        long spread = (long) (interval.toNanos() * JITTER);
        next = now.steady().plus(interval).plusNanos(random.nextLong(2 * spread + 1) - spread);
        dns = dnsSwitch.read(now.steady());
        dns.epoch().filter(record -> !dns.failing()).ifPresent(record -> told.read(now.steady(), record.epoch()));
        if (dnsSwitch.hasRecords()) {
            telemetry.read("route53", !dns.failing());
        }
        telemetry.dns(policy, dns);
        dns.epoch().ifPresent(record -> telemetry.epoch(policy, record.epoch()));
        dns.weights().forEach((region, weight) -> telemetry.weight(policy, region, "dns", "api", weight));
        dns.epoch().ifPresent(record -> record.weights()
                .forEach((region, weight) -> telemetry.weight(policy, region, "dns", "wanted", weight)));
        readRoutes();
    }

    private void readRoutes() {
        routesAgain = false;
        routes = routeSwitch.read();
        telemetry.routes(policy, routes);
        for (RouteReading route : routes) {
            telemetry.read("kubernetes", route.state() != RouteReading.RouteState.UNREADABLE);
            route.weights().forEach((region, weight) -> telemetry.weight(policy, region, "route", "api", weight));
        }
    }

    /** Writes down what has turned foreign, missing, unreadable or contested, or is well again. */
    void tell(Journal journal, Moment now) {
        dualActive.look(namespaces.read(), journal, now);
        boolean well = dns.state() == DnsReading.State.OWNED || dns.state() == DnsReading.State.ADOPTABLE;
        String state = dns.failing() ? "not readable" : well ? "" : dns.state().word();
        if (dnsSwitch.hasRecords()) {
            journal.state("DNS record " + dnsSwitch.recordName(), state, dns.detail());
        }
        for (RouteReading route : routes) {
            boolean ours = route.state() == RouteReading.RouteState.OWNED;
            journal.state(route.id(), ours ? "" : route.state().word(), route.detail());
        }
        workers().forEach(worker -> journal.state(worker.id(), worker.trouble(), worker.detail()));
    }

    /** A write over the present epoch did not reach the record. */
    void notWritten(String why) {
        unwritten = dns.epoch().map(record -> new Unwritten(record.epoch(), why));
    }

    /** No move is wanted: the first attempt of the next one shows whether the record can be written. */
    void nothingToWrite() {
        unwritten = Optional.empty();
    }

    DnsReading dns() {
        return unwritten
                .filter(write -> dns.epoch()
                        .filter(record -> record.epoch() == write.epoch())
                        .isPresent())
                .map(write -> dns.unwritten(write.why()))
                .orElse(dns);
    }

    List<RouteReading> routes() {
        return routes;
    }

    /**
     * What follows a claim.
     *
     * @param takeover of this region, in force now
     * @param elsewhere what other places say, of takeovers too
     */
    Followers followers(Optional<Takeover> takeover, Elsewhere elsewhere, Moment now) {
        List<NamespaceReading> read = namespaces.read();
        long epoch = dns.epoch().map(EpochRecord::epoch).orElse(0L);
        boolean says = dns.epoch().filter(r -> r.active().equals(self)).isPresent();
        boolean over = !says && takeover.filter(t -> t.epoch() == epoch).isPresent();
        Claim claim = over ? Claim.takeover(epoch, self) : Claim.of(epoch);
        SeenNames seen = seenHere.look(claim, says || over, read, now.steady());
        boolean taken = elsewhere.opinions().stream()
                .filter(o -> o.fresh(LATELY, now.steady()))
                .anyMatch(o -> o.takeover().filter(t -> t.from().equals(self)).isPresent());
        if (taken) {
            seenHere.takenOver(now.steady());
        }
        return new Followers(routes, read, seen, workers());
    }

    /** The Deployments that are restarted where namespaces are gained. */
    List<WorkerReading> workers() {
        return workers.read();
    }

    /** How far the clusters are behind each other, by this region's and by what other places say. */
    Replication replication(Elsewhere elsewhere) {
        return replication.look(namespaces.replication(), elsewhere);
    }

    /** Whether namespaces are read, which are active in two clusters, and how long polls last. */
    NamespaceWatch watch() {
        return new NamespaceWatch(namespaces != NamespaceSwitch.NONE, dualActive.since(), namespaces.longPoll());
    }

    /** Who polls critical task queues in this region. */
    List<QueuePollers> pollers() {
        return namespaces.pollers();
    }

    /** What a person should know or mend about the routes, after what else there is; empty lines are left out. */
    List<String> advice(String... others) {
        Stream<String> claims = routes.stream()
                .filter(route -> route.takeover().isPresent())
                .map(route -> route.id() + " follows epoch " + route.claim() + ", not the record's own region");
        Stream<String> polls = namespaces.longPoll().flatMap(LongPoll::advice).stream();
        Stream<String> restarts =
                workers().stream().filter(w -> !w.trouble().isEmpty()).map(WorkerReading::line);
        return Stream.of(
                        Stream.of(others),
                        claims,
                        routeSwitch.advice().stream(),
                        polls,
                        told.advice().stream(),
                        restarts)
                .flatMap(lines -> lines)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
