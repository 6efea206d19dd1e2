package dev.temporalfailover.observe;

import dev.temporalfailover.failover.pace.Pace;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.probe.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How long a target may be silent before it is UNKNOWN: three of its present intervals and a timeout. */
public final class StaleAfter implements Function<Target, Duration> {
    private static final int INTERVALS = 3;

    private final Map<ProbedCheck, Times> known = new HashMap<>();
    private final Function<Target, Optional<Pace>> pace;

    private record ProbedCheck(String region, Service service, String path, Check check) {}

    private record Times(Duration interval, Duration timeout) {
        Times longer(Times other) {
            return new Times(
                    interval.compareTo(other.interval) > 0 ? interval : other.interval,
                    timeout.compareTo(other.timeout) > 0 ? timeout : other.timeout);
        }
    }

    /** @param pace how often a target is asked now; empty for as configured */
    public StaleAfter(List<Endpoint> endpoints, Function<Target, Optional<Pace>> pace) {
        this.pace = pace;
        for (Endpoint e : endpoints) {
            for (Check check : e.checks()) {
                known.merge(
                        new ProbedCheck(e.region(), e.service(), e.path(), check),
                        new Times(e.times().interval(check), e.times().timeout(check)),
                        Times::longer);
            }
        }
    }

    @Override
    public Duration apply(Target target) {
        Times times = known.get(new ProbedCheck(target.region(), target.service(), target.path(), target.check()));
        Duration interval = pace.apply(target).map(Pace::interval).orElse(times.interval());
        return interval.multipliedBy(INTERVALS).plus(times.timeout());
    }
}
