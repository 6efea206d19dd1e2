package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.status.ReadinessReason;
import dev.temporalfailover.outside.CertificateDates;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.probe.pool.PoolSource;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import dev.temporalfailover.traffic.istio.RouteSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Questions to our own files, endpoints, pool sources and canary clients. From the dry calls' thread; throws nothing. */
final class OwnChecks {
    /** A leaf that cert-manager renews has more. */
    private static final Duration ENOUGH = Duration.ofDays(7);

    private static final Duration SILENT = Duration.ofMinutes(2);
    private static final int INTERVALS = 3;
    /** Answers of canary clients from before a change say nothing of it. */
    private static final Duration YOUNG = Duration.ofMinutes(2);

    private static final int MILLIS = 2_000;
    private static final int TAKEN = 200;
    private static final int NOT_TAKEN = 503;

    private final Config config;
    private final Clock clock;
    private final ClientCheck clients;
    private final Map<String, PolicyStatus> latest;
    private final Map<String, Duration> pools = new ConcurrentHashMap<>();

    /** @param latest the newest status of each policy, by name */
    OwnChecks(Config config, Clock clock, ClientCheck clients, Map<String, PolicyStatus> latest) {
        this.config = config;
        this.clock = clock;
        this.clients = clients;
        this.latest = latest;
    }

    /** A pool source of a region gave a figure. From any thread. */
    void pool(String region) {
        pools.put(region, clock.steady());
    }

    /** Certificates of the exchange and of probes: ours, and those that we trust. */
    List<DryCall> certificates() {
        List<DryCall> found = new ArrayList<>();
        config.coordination().flatMap(c -> c.exchange().tls()).ifPresent(tls -> problems(tls)
                .forEach(problem ->
                        found.add(DryCall.of(ReadinessReason.CERTIFICATE, "between instances: " + problem))));
        for (Config.Region region : config.regions()) {
            region.endpoints().stream()
                    .flatMap(endpoint -> endpoint.tls().stream())
                    .distinct()
                    .flatMap(tls -> problems(tls).stream())
                    .distinct()
                    .forEach(problem -> found.add(
                            DryCall.against(region.name(), ReadinessReason.CERTIFICATE, "of probes: " + problem)));
        }
        return found;
    }

    private List<String> problems(Tls tls) {
        Instant now = clock.wall();
        Optional<String> chain = tls.certificate().flatMap(file -> CertificateDates.ofChain(file, now, ENOUGH));
        Optional<String> ca = tls.ca().flatMap(file -> CertificateDates.ofBundle(file, now, ENOUGH));
        return Stream.concat(chain.stream(), ca.stream()).toList();
    }

    /** Whether any source gives figures of this region's pools. Other regions' are read there. */
    List<DryCall> pools() {
        List<PoolSource> sources = config.pools().stream()
                .filter(source -> source.region().equals(config.region()))
                .toList();
        if (sources.isEmpty()) {
            return List.of(DryCall.against(
                    config.region(),
                    ReadinessReason.POOLS,
                    "no pool_sources of " + config.region()
                            + ": connection_pool_exhaustion and high_connection_count can never be seen"));
        }
        Duration silent = sources.stream()
                .map(source -> source.interval().multipliedBy(INTERVALS))
                .reduce(SILENT, (a, b) -> a.compareTo(b) > 0 ? a : b);
        Duration heard = pools.get(config.region());
        boolean none = heard == null || clock.steady().minus(heard).compareTo(silent) > 0;
        return none
                ? List.of(DryCall.against(
                        config.region(),
                        ReadinessReason.POOLS,
                        "no pool source of " + config.region() + " gives a figure, for example "
                                + sources.get(0).url()))
                : List.of();
    }

    /** Whether our own endpoint tells Route 53's checkers what is so. */
    List<DryCall> takeoverCheck(int port) {
        List<DryCall> found = new ArrayList<>();
        for (PolicyStatus status : latest.values()) {
            String policy = status.policy().name();
            for (String region : status.policy().regions()) {
                if (!region.equals(config.region())) {
                    URI url =
                            URI.create("http://127.0.0.1:" + port + "/health/takeover/" + region + "?policy=" + policy);
                    boolean taken = status.takenOver().contains(region);
                    asked(url, taken ? TAKEN : NOT_TAKEN)
                            .ifPresent(p -> found.add(DryCall.of(ReadinessReason.TAKEOVER_CHECK, policy, p)));
                }
            }
        }
        return found;
    }

    private static Optional<String> asked(URI url, int expected) {
        try {
            HttpURLConnection http = (HttpURLConnection) url.toURL().openConnection();
            http.setConnectTimeout(MILLIS);
            http.setReadTimeout(MILLIS);
            http.setInstanceFollowRedirects(false);
            try {
                int status = http.getResponseCode();
                return status == expected
                        ? Optional.empty()
                        : Optional.of(url.getPath() + " answers " + status + ", and should " + expected);
            } finally {
                http.disconnect();
            }
        } catch (IOException e) {
            return Optional.of(url.getPath() + " does not answer: " + Line.root(e));
        }
    }

    /** Whether canary clients can say now what they would have to say after a move. */
    List<DryCall> canaries() {
        List<DryCall> found = new ArrayList<>();
        for (Config.Policy policy : config.policies()) {
            PolicyStatus status = latest.get(policy.policy().name());
            if (status != null && status.leader()) {
                policy.routes().forEach(route -> found.addAll(canary(route, status)));
            }
        }
        clients.workflows(config.region())
                .forEach(problem ->
                        found.add(DryCall.against(config.region(), ReadinessReason.CANARY_WORKFLOW, problem)));
        return found;
    }

    private List<DryCall> canary(RouteSettings route, PolicyStatus status) {
        Optional<Map<String, Integer>> weights = status.routes().stream()
                .filter(r -> r.state() == RouteReading.RouteState.OWNED
                        && route.name().isPresent())
                .filter(r -> r.id().equals(id(route)))
                .map(RouteReading::weights)
                .findFirst();
        if (route.way().isEmpty() || weights.isEmpty()) {
            return List.of();
        }
        Verification seen = clients.ask(route.way().get(), weights.get(), YOUNG);
        return seen.state() == Effectiveness.EFFECTIVE
                ? List.of()
                : List.of(DryCall.of(
                        ReadinessReason.EFFECT_UNSEEN, status.policy().name(), id(route) + ": " + seen.detail()));
    }

    /** Routes whose effect would be seen by nothing but the object itself. */
    static List<String> blindRoutes(Collection<RouteSettings> routes, boolean proxies) {
        return routes.stream()
                .filter(route -> route.way().isEmpty() && !proxies)
                .map(OwnChecks::id)
                .toList();
    }

    private static String id(RouteSettings route) {
        return route.kind().kubernetes() + " " + route.namespace() + "/" + route.label();
    }
}
