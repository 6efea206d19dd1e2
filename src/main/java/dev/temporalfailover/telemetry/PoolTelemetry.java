package dev.temporalfailover.telemetry;

import dev.temporalfailover.probe.pool.PoolListener;
import dev.temporalfailover.probe.pool.PoolSample;
import java.util.function.Consumer;

/**
 * What was read of connection pools, as metrics.
 *
 * @param next takes each sample after it was counted
 */
public record PoolTelemetry(Telemetry telemetry, Consumer<PoolSample> next) implements PoolListener {
    @Override
    public void sample(PoolSample s) {
        telemetry.pool(s.region(), s.source(), s.pool(), s.active(), s.max(), s.overflows());
        next.accept(s);
    }

    @Override
    public void read(String source, boolean ok) {
        telemetry.read(source, ok);
    }
}
