package dev.temporalfailover.telemetry;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.LatencyBuckets;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.probe.ProbeListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jboss.logging.Logger;

/** What is counted of probes, and what the prober reports in addition, also as one log line for each change. Any thread. */
public final class ProbeTelemetry implements ProbeListener {
    private static final Logger LOG = Logger.getLogger("probe");

    private static final double[] PAUSES = {0.5, 1, 2, 5, 10, 30, 60, 300};
    private static final double[] PROBES = LatencyBuckets.seconds();

    private final Telemetry telemetry;
    private final Meters meters;
    private final Map<ProbeKey, ProbeMeters> probes = new ConcurrentHashMap<>();
    private final Notices notices = new Notices(LOG::warn);

    /** A target without its address: the number of label sets would have no bound. */
    private record ProbeKey(String region, Service service, String path, Check check) {
        // A record's own are slow until the second compiler has seen them, which the shipped flags leave out.
        @Override
        public int hashCode() {
            return 31 * (31 * path.hashCode() + region.hashCode()) + 8 * service.ordinal() + check.ordinal();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof ProbeKey other
                    && check == other.check
                    && service == other.service
                    && region.equals(other.region)
                    && path.equals(other.path);
        }
    }

    /** The meters of one key; those of an outcome are made when it first comes. */
    private record ProbeMeters(Timer timer, AtomicReferenceArray<Counter> ended) {}

    public ProbeTelemetry(Telemetry telemetry) {
        this.telemetry = telemetry;
        this.meters = telemetry.meters();
        // From the start, so that a rate sees the first.
        meters.timer(Metrics.PAUSES, PAUSES);
    }

    /** One probe ended. */
    public void probe(ProbeResult result) {
        Target target = result.target();
        ProbeKey key = new ProbeKey(target.region(), target.service(), target.path(), target.check());
        ProbeMeters known = probes.get(key);
        if (known == null) {
            Timer timer = meters.timer(
                    Metrics.PROBE_DURATION, PROBES, key.region, key.service.word(), key.path, key.check.word());
            if (timer == null) {
                return;
            }
            known = new ProbeMeters(timer, new AtomicReferenceArray<>(Outcome.values().length));
            probes.put(key, known);
        }
        if (result.outcome() != Outcome.LATE) {
            // That probe was timed when it was told as lost.
            known.timer.record(result.latency().toNanos(), TimeUnit.NANOSECONDS);
        }
        Counter counter = known.ended.get(result.outcome().ordinal());
        if (counter == null) {
            counter = meters.counter(
                    Metrics.PROBES,
                    key.region,
                    key.service.word(),
                    key.path,
                    key.check.word(),
                    key.check.tier().word(),
                    result.outcome().word());
            if (counter == null) {
                return;
            }
            known.ended.set(result.outcome().ordinal(), counter);
        }
        counter.increment();
        result.phases().forEach((phase, took) -> phase(key, phase, took));
    }

    private void phase(ProbeKey key, String phase, Duration took) {
        Timer timer =
                meters.timer(Metrics.PROBE_PHASE_DURATION, PROBES, key.region, key.service.word(), key.path, phase);
        if (timer != null) {
            timer.record(took);
        }
    }

    @Override
    public void paused(Duration howLong) {
        meters.timer(Metrics.PAUSES, PAUSES).record(howLong);
        LOG.warnf("our own process did not run for %d ms; probes in flight count as starved", howLong.toMillis());
    }

    @Override
    public void localError(String doing, Throwable thrown) {
        StackTraceElement[] at = thrown.getStackTrace();
        // Not its message, which may name another target each time.
        String kind = doing + " " + thrown.getClass().getName() + (at.length == 0 ? "" : " " + at[0]);
        if (notices.changed(kind, "told")) {
            LOG.errorf(
                    thrown,
                    "%s failed in this program, so such probes count as local_error and say nothing about their target;"
                            + " this is said once",
                    doing);
        }
    }

    @Override
    public void skipped(Target target) {
        meters.count(
                Metrics.PROBES_SKIPPED,
                1,
                target.region(),
                target.service().word(),
                target.path(),
                target.check().word());
    }

    @Override
    public void channels(String region, String path, String state, int count) {
        meters.set(Metrics.CONNECTIONS, count, region, path, state);
    }

    @Override
    public void pool(String region, String pool, double inUse, int channels) {
        meters.set(Metrics.POOL_ACTIVE, inUse, region, "grpc", pool);
        meters.set(Metrics.POOL_MAX, channels, region, "grpc", pool);
        meters.set(Metrics.POOL_UTILIZATION, channels == 0 ? Double.NaN : inUse / channels, region, "grpc", pool);
    }

    @Override
    public void connected(String region, String path) {
        meters.count(Metrics.CONNECTS, 1, region, path, "ok");
    }

    @Override
    public void connectFailed(String region, String path) {
        meters.count(Metrics.CONNECTS, 1, region, path, "failed");
    }

    @Override
    public void addresses(String region, String target, String problem) {
        notices.trouble(region + " " + target + " is reached only by some of its addresses", problem);
    }

    @Override
    public void resolved(String region, String host, String problem) {
        telemetry.read("dns", problem.isEmpty());
        notices.trouble(region + " DNS " + host, problem);
    }

    @Override
    public void file(Path file, String problem) {
        telemetry.read("file", problem.isEmpty());
        notices.trouble("file " + file, problem);
    }

    /** A result found the judge's queue full. */
    public void dropped() {
        telemetry.read("judge", false);
    }
}
