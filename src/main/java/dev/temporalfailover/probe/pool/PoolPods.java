package dev.temporalfailover.probe.pool;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The pods behind a source's name. A headless Service has an address for each, and each has a pool of its own. */
final class PoolPods {
    /** Pods that are read; of a bigger Service only the first ones. */
    static final int MAX = 32;

    private final URI url;
    private final Executor executor;
    private final Duration timeout;

    PoolPods(URI url, Executor executor, Duration timeout) {
        this.url = url;
        this.executor = executor;
        this.timeout = timeout;
    }

    /**
     * The page of each pod; the page as it is configured if its name is not known, which the read then says, or is asked
     * by https, where the name is what the certificate is for.
     */
    List<URI> urls() throws InterruptedException {
        if (!"http".equals(url.getScheme())) {
            return List.of(url);
        }
        try {
            InetAddress[] all = CompletableFuture.supplyAsync(this::lookUp, executor)
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            // One family: a pod with an address of both is one pod.
            List<URI> urls = Arrays.stream(all)
                    .filter(address -> address.getClass() == all[0].getClass())
                    .limit(MAX)
                    .map(this::at)
                    .toList();
            return urls.isEmpty() ? List.of(url) : urls;
        } catch (ExecutionException | TimeoutException unknown) {
            return List.of(url);
        }
    }

    private InetAddress[] lookUp() {
        try {
            return InetAddress.getAllByName(url.getHost());
        } catch (UnknownHostException unknown) {
            return new InetAddress[0];
        }
    }

    private URI at(InetAddress address) {
        String literal = address.getHostAddress();
        String host = literal.indexOf(':') >= 0 ? "[" + literal.replaceAll("%.*", "") + "]" : literal;
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create("http://" + host + port + url.getRawPath() + query);
    }

    /**
     * One sample a pool, of those of all pods: of pools with a limit the fullest, since that one refuses first; of others
     * the sum.
     */
    static List<PoolSample> merged(List<PoolSample> samples) {
        Map<String, PoolSample> pools = new LinkedHashMap<>();
        samples.forEach(sample -> pools.merge(sample.pool(), sample, PoolPods::both));
        return new ArrayList<>(pools.values());
    }

    private static PoolSample both(PoolSample one, PoolSample other) {
        double overflows = one.overflows() + other.overflows();
        boolean limited = one.max() > 0 || other.max() > 0;
        PoolSample fuller = one.utilization() >= other.utilization() || Double.isNaN(other.utilization()) ? one : other;
        return new PoolSample(
                one.region(),
                one.source(),
                one.pool(),
                limited ? fuller.active() : one.active() + other.active(),
                limited ? fuller.max() : Double.NaN,
                overflows);
    }
}
