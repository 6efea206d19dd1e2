package dev.temporalfailover.telemetry;

import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.probe.ProbeListener;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.logging.Logger;

/** What the prober reports in addition to results, as metrics and as one log line for each change. */
public final class ProbeTelemetry implements ProbeListener {
    private static final Logger LOG = Logger.getLogger("probe");

    private final Telemetry telemetry;
    private final Notices notices = new Notices(LOG::warn);

    public ProbeTelemetry(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public void paused(Duration howLong) {
        telemetry.paused(howLong);
        LOG.warnf("our own process did not run for %d ms; probes in flight count as starved", howLong.toMillis());
    }

    @Override
    public void skipped(Target target) {
        telemetry.skipped(target);
    }

    @Override
    public void channels(String region, String path, String state, int count) {
        telemetry.connections(region, path, state, count);
    }

    @Override
    public void connected(String region, String path) {
        telemetry.connect(region, path, true);
    }

    @Override
    public void connectFailed(String region, String path) {
        telemetry.connect(region, path, false);
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
