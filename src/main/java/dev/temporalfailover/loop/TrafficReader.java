package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.RouteSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What is true about traffic, as last read. Only the leader asks Route 53, once an interval and jittered, and at once after
 * a write: at most one reader in a region, far below the account's rate limit.
 */
final class TrafficReader {
    private static final double JITTER = 0.2;

    private final String policy;
    private final DnsSwitch dnsSwitch;
    private final RouteSwitch routeSwitch;
    private final Telemetry telemetry;
    private final Duration interval;
    private final RandomGenerator random;
    private DnsReading dns = DnsReading.unread("not read yet");
    private List<RouteReading> routes = List.of();
    private Duration next = Duration.ZERO;
    private long toldEpoch = -1;
    private Optional<Unwritten> unwritten = Optional.empty();
    private volatile boolean again = true;
    private volatile boolean routesAgain;

    /** Why the record of an epoch could not be written over. */
    private record Unwritten(long epoch, String why) {}

    TrafficReader(
            String policy,
            DnsSwitch dns,
            RouteSwitch routes,
            Telemetry telemetry,
            Duration interval,
            RandomGenerator random) {
        this.policy = policy;
        this.dnsSwitch = dns;
        this.routeSwitch = routes;
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
    void hear(Elsewhere elsewhere) {
        long told = elsewhere.opinions().stream()
                .flatMap(opinion -> opinion.epoch().stream())
                .max(Long::compare)
                .orElse(-1L);
        long known = dns.epoch().map(EpochRecord::epoch).orElse(-1L);
        if (told > known && told > toldEpoch) {
            toldEpoch = told;
            again();
        }
    }

    /** Reads what is due. */
    void read(boolean leads, Moment now) {
        if (!leads) {
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

    /** Writes down what has turned foreign, missing or unreadable, or is well again. */
    void tell(Journal journal) {
        boolean well = dns.state() == DnsReading.State.OWNED || dns.state() == DnsReading.State.ADOPTABLE;
        String state = dns.failing() ? "not readable" : well ? "" : word(dns.state());
        if (dnsSwitch.hasRecords()) {
            journal.state("DNS record " + dnsSwitch.recordName(), state, dns.detail());
        }
        for (RouteReading route : routes) {
            boolean ours = route.state() == RouteReading.RouteState.OWNED;
            journal.state(route.id(), ours ? "" : word(route.state()), route.detail());
        }
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** A write over the present epoch did not reach the record. */
    void notWritten(String why) {
        unwritten = dns.epoch().map(record -> new Unwritten(record.epoch(), why));
    }

    /** No move is wanted, so that the next one's first attempt is to tell whether the record can be written. */
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
}
