package dev.temporalfailover.app;

import dev.temporalfailover.failover.Check;
import dev.temporalfailover.failover.Service;
import dev.temporalfailover.failover.Target;
import dev.temporalfailover.probe.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How long a target may be silent before it is UNKNOWN: three of its intervals and a timeout. */
final class StaleAfter implements Function<Target, Duration> {
    private static final int INTERVALS = 3;

    private final Map<Key, Duration> known = new HashMap<>();

    private record Key(String region, Service service, String path, Check check) {}

    StaleAfter(List<Endpoint> endpoints) {
        for (Endpoint e : endpoints) {
            for (Check check : e.checks()) {
                Duration interval = check == Check.COLD_CONNECT ? e.coldInterval() : e.interval();
                known.merge(
                        new Key(e.region(), e.service(), e.path(), check),
                        interval.multipliedBy(INTERVALS).plus(e.timeout()),
                        (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
        }
    }

    @Override
    public Duration apply(Target target) {
        return known.get(new Key(target.region(), target.service(), target.path(), target.check()));
    }
}
