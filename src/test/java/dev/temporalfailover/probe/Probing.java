package dev.temporalfailover.probe;

import static org.awaitility.Awaitility.await;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** A real prober under test, what it told, and a steady clock that can leap. */
final class Probing implements AutoCloseable, ProbeListener {
    final List<ProbeResult> results = new CopyOnWriteArrayList<>();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final List<Target> skipped = new CopyOnWriteArrayList<>();
    final List<String> dnsProblems = new CopyOnWriteArrayList<>();
    final List<String> localErrors = new CopyOnWriteArrayList<>();
    final List<String> addresses = new CopyOnWriteArrayList<>();
    final List<String> files = new CopyOnWriteArrayList<>();
    final Map<String, Integer> channels = new ConcurrentHashMap<>();
    final Map<String, double[]> pools = new ConcurrentHashMap<>();
    final AtomicInteger connects = new AtomicInteger();
    final AtomicInteger connectFailures = new AtomicInteger();
    final AtomicReference<Duration> leap = new AtomicReference<>(Duration.ZERO);
    final Prober prober;
    private volatile String threadName = "";

    private Probing(List<Endpoint> endpoints, List<InetSocketAddress> dns) {
        ProbeSettings settings = new ProbeSettings(Duration.ofSeconds(10), dns, Duration.ofMillis(100));
        long zero = System.nanoTime();
        prober = new Prober(
                endpoints,
                this::add,
                this,
                settings,
                TestClock.of(() -> Duration.ofNanos(System.nanoTime() - zero).plus(leap.get())),
                new Random(7),
                Fixtures.heartbeats());
    }

    static Probing of(Endpoint... endpoints) {
        return with(List.of(), endpoints);
    }

    static Probing with(List<InetSocketAddress> dns, Endpoint... endpoints) {
        Probing probing = new Probing(List.of(endpoints), dns);
        probing.prober.start();
        return probing;
    }

    private void add(ProbeResult result) {
        threadName = Thread.currentThread().getName();
        results.add(result);
    }

    /** The prober's thread. */
    String threadName() {
        return threadName;
    }

    /** Waits for a result that is told after now. */
    ProbeResult next(Predicate<ProbeResult> wanted) {
        int seen = results.size();
        return after(seen, wanted);
    }

    /** Waits for the first result of this kind since the start. */
    ProbeResult first(Outcome outcome) {
        return after(0, result -> result.outcome() == outcome);
    }

    ProbeResult first(Check check) {
        return after(0, result -> result.target().check() == check && result.outcome() != Outcome.STARVED);
    }

    private ProbeResult after(int seen, Predicate<ProbeResult> wanted) {
        AtomicReference<ProbeResult> found = new AtomicReference<>();
        await().alias("results so far: " + results)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    results.stream().skip(seen).filter(wanted).findFirst().ifPresent(found::set);
                    return found.get() != null;
                });
        return found.get();
    }

    static Spec spec(String host, int port, Check... checks) {
        return new Spec(host, port, Set.of(checks), false, null, null, null, "default", Service.FRONTEND, 600);
    }

    /** What of an endpoint tests vary. */
    record Spec(
            String host,
            int port,
            Set<Check> checks,
            boolean headless,
            Tls tls,
            Path token,
            String httpPath,
            String namespace,
            Service service,
            int timeoutMillis) {
        Spec headless(boolean yes) {
            return new Spec(host, port, checks, yes, tls, token, httpPath, namespace, service, timeoutMillis);
        }

        Spec tls(Path ca, Path certificate, Path key, String name) {
            Tls now = new Tls(
                    Optional.ofNullable(ca),
                    Optional.ofNullable(certificate),
                    Optional.ofNullable(key),
                    Optional.ofNullable(name));
            return new Spec(host, port, checks, headless, now, token, httpPath, namespace, service, timeoutMillis);
        }

        Spec token(Path file) {
            return new Spec(host, port, checks, headless, tls, file, httpPath, namespace, service, timeoutMillis);
        }

        Spec http(String path) {
            return new Spec(host, port, checks, headless, tls, token, path, namespace, service, timeoutMillis);
        }

        Spec namespace(String name) {
            return new Spec(host, port, checks, headless, tls, token, httpPath, name, service, timeoutMillis);
        }

        Spec service(Service role) {
            return new Spec(host, port, checks, headless, tls, token, httpPath, namespace, role, timeoutMillis);
        }

        Spec timeout(int millis) {
            return new Spec(host, port, checks, headless, tls, token, httpPath, namespace, service, millis);
        }

        Endpoint endpoint() {
            return new Endpoint(
                    "us-east-1",
                    service,
                    "private",
                    host,
                    port,
                    headless,
                    Optional.ofNullable(tls),
                    Optional.ofNullable(token),
                    Optional.ofNullable(httpPath),
                    namespace,
                    checks,
                    new ProbeTimes(
                            Duration.ofMillis(timeoutMillis * 2L),
                            Duration.ofMillis(timeoutMillis),
                            Duration.ofMillis(timeoutMillis * 2L),
                            Duration.ofMillis(timeoutMillis * 2L),
                            Duration.ofMillis(timeoutMillis),
                            Duration.ofMillis(timeoutMillis * 2L),
                            Duration.ofMillis(timeoutMillis)));
        }

        /** The same with cold connects that may take this long. */
        Endpoint patient(Duration cold) {
            Endpoint e = endpoint();
            return new Endpoint(
                    e.region(),
                    e.service(),
                    e.path(),
                    e.host(),
                    e.port(),
                    e.headless(),
                    e.tls(),
                    e.tokenFile(),
                    e.httpPath(),
                    e.namespace(),
                    e.checks(),
                    new ProbeTimes(
                            e.times().interval(),
                            e.times().timeout(),
                            e.times().late(),
                            e.times().functionInterval(),
                            e.times().functionTimeout(),
                            e.times().coldInterval(),
                            cold));
        }
    }

    @Override
    public void paused(Duration howLong) {
        pauses.add(howLong);
    }

    @Override
    public void skipped(Target target) {
        skipped.add(target);
    }

    @Override
    public void localError(String doing, Throwable thrown) {
        localErrors.add(doing + ": " + thrown);
    }

    @Override
    public void channels(String region, String path, String state, int count) {
        channels.put(region + "/" + path + "/" + state, count);
    }

    @Override
    public void pool(String region, String pool, double inUse, int channels) {
        pools.put(region + "/" + pool, new double[] {inUse, channels});
    }

    @Override
    public void connected(String region, String path) {
        connects.incrementAndGet();
    }

    @Override
    public void connectFailed(String region, String path) {
        connectFailures.incrementAndGet();
    }

    @Override
    public void addresses(String region, String target, String problem) {
        if (!problem.isEmpty()) {
            addresses.add(problem);
        }
    }

    @Override
    public void resolved(String region, String host, String problem) {
        if (!problem.isEmpty()) {
            dnsProblems.add(problem);
        }
    }

    @Override
    public void file(Path file, String problem) {
        files.add(file.getFileName() + " " + problem);
    }

    @Override
    public void close() {
        prober.close();
    }
}
