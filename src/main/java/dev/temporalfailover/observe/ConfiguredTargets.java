package dev.temporalfailover.observe;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.probe.Endpoint;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The targets that this instance's own configuration names: no vote of another observer on any other counts. Of a headless
 * name every address with its port is one.
 */
public final class ConfiguredTargets implements Predicate<Target> {
    private final Set<Key> keys = new HashSet<>();

    /** @param address of a headless name {@code :port} alone */
    private record Key(String region, Service service, String path, String address, Check check) {}

    public ConfiguredTargets(Collection<Endpoint> endpoints) {
        for (Endpoint e : endpoints) {
            String address = e.headless() ? ":" + e.port() : e.hostAndPort();
            e.checks().forEach(check -> keys.add(new Key(e.region(), e.service(), e.path(), address, check)));
        }
    }

    @Override
    public boolean test(Target t) {
        int colon = t.address().lastIndexOf(':');
        return has(t, t.address()) || colon > 0 && has(t, t.address().substring(colon));
    }

    private boolean has(Target t, String address) {
        return keys.contains(new Key(t.region(), t.service(), t.path(), address, t.check()));
    }
}
