package dev.temporalfailover.telemetry;

import dev.temporalfailover.failover.Decision;
import dev.temporalfailover.failover.ProbeResult;
import dev.temporalfailover.failover.RegionVerdict;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Everything that is counted, in one place. Callable from any thread. */
public final class Telemetry {

    /** @param registry where the meters live */
    public Telemetry(MeterRegistry registry) {}

    /** One probe ended. */
    public void probe(ProbeResult result) {}

    /** A region was judged. */
    public void verdict(String policy, RegionVerdict verdict) {}

    /** Our own gRPC channels of a region and path by connectivity state, for example {@code ready}. */
    public void connections(String region, String path, String state, int count) {}

    /** A pool's figures; {@code max} is NaN without a limit. {@code source}: grpc, envoy or temporal. */
    public void pool(String region, String source, String pool, double active, double max, double overflows) {}

    /** A weight as seen. {@code layer}: dns or route; {@code view}: wanted, api or resolver. */
    public void weight(String policy, String region, String layer, String view, double weight) {}

    /** The epoch that was read. */
    public void epoch(String policy, long epoch) {}

    /** Whether this instance leads. */
    public void leader(boolean leads) {}

    /** A decision was made; counts each tick, so that a rate shows a loop that lives. */
    public void decision(String policy, Decision decision) {}

    /** A stage of a switch took so long: detect, decide, write, insync, verify. */
    public void stage(String policy, String stage, Duration took) {}

    /** A step ended. {@code layer}: dns or route; {@code result}: the outcome's word. */
    public void step(String policy, String layer, String result) {}

    /** An invariant was violated; the plan was not applied. */
    public void invariantViolated(String policy, String invariant) {}

    /** A read of something outside failed or succeeded. {@code source}: route53, kubernetes, dns, envoy, temporal. */
    public void read(String source, boolean ok) {}

    /** Our own process did not run for this long. */
    public void paused(Duration howLong) {}
}
