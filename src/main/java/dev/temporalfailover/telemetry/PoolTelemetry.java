package dev.temporalfailover.telemetry;

import dev.temporalfailover.probe.pool.PoolListener;
import dev.temporalfailover.probe.pool.PoolSample;
import java.util.List;
import java.util.function.Consumer;

/**
 * What was read of connection pools, as metrics.
 *
 * @param next takes each sample after it was counted
 */
public record PoolTelemetry(Telemetry telemetry, Consumer<PoolSample> next) implements PoolListener {
    @Override
    public void sample(PoolSample s) {
        Meters meters = telemetry.meters();
        meters.set(Metrics.POOL_ACTIVE, s.active(), s.region(), s.source(), s.pool());
        meters.set(Metrics.POOL_MAX, s.max(), s.region(), s.source(), s.pool());
        meters.set(Metrics.POOL_UTILIZATION, s.utilization(), s.region(), s.source(), s.pool());
        meters.set(Metrics.POOL_OVERFLOWS, s.overflows(), s.region(), s.source(), s.pool());
        next.accept(s);
    }

    @Override
    public void gone(String region, String source, String pool) {
        for (Metrics metric :
                List.of(Metrics.POOL_ACTIVE, Metrics.POOL_MAX, Metrics.POOL_UTILIZATION, Metrics.POOL_OVERFLOWS)) {
            telemetry.meters().remove(metric, region, source, pool);
        }
    }

    @Override
    public void read(String source, boolean ok) {
        telemetry.read(source, ok);
    }
}
