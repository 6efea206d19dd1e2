package dev.temporalfailover.emulator.route53.checks;

import dev.temporalfailover.emulator.route53.wire.ApiError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Health checks and what the simulated checkers saw (<a
 * href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html">how
 * Route 53 determines whether a health check is healthy</a>).
 */
public final class HealthChecks {
    /** An endpoint is healthy while MORE than this share of checkers says so. */
    private static final double HEALTHY_SHARE = 0.18;

    private final int checkers;
    private final Random random;
    private final Map<String, State> states = new TreeMap<>();
    private final Set<String> usedReferences = new HashSet<>();

    private static final class State {
        HealthCheck check;
        final List<Checker> checkers = new ArrayList<>();
    }

    private static final class Checker {
        boolean healthy = true;
        int against;
        Observation last;
    }

    /** What one checker saw last. */
    public record Observation(boolean ok, String words, Instant at) {}

    public HealthChecks(int checkers, long seed) {
        this.checkers = checkers;
        this.random = new Random(seed);
    }

    public synchronized HealthCheck create(String callerReference, HealthCheck.Config config) {
        for (State s : states.values()) {
            if (s.check.callerReference().equals(callerReference)
                    && s.check.config().equals(config)) {
                return s.check;
            }
        }
        if (!usedReferences.add(callerReference)) {
            throw new ApiError(
                    409,
                    "HealthCheckAlreadyExists",
                    "A health check with a different configuration has already been created with caller reference '"
                            + callerReference + "'.");
        }
        childrenExist(config);
        State s = new State();
        s.check =
                new HealthCheck(new UUID(random.nextLong(), random.nextLong()).toString(), callerReference, 1, config);
        for (int i = 0; i < checkers; i++) {
            s.checkers.add(new Checker());
        }
        states.put(s.check.id(), s);
        return s.check;
    }

    public synchronized boolean exists(String id) {
        return states.containsKey(id);
    }

    public synchronized HealthCheck get(String id) {
        return state(id).check;
    }

    public synchronized List<HealthCheck> all() {
        return states.values().stream().map(s -> s.check).toList();
    }

    /** @param version that the caller last saw; null to overwrite whatever is there */
    public synchronized HealthCheck update(String id, Long version, HealthCheck.Config config) {
        State s = state(id);
        if (version != null && version != s.check.version()) {
            throw new ApiError(
                    409,
                    "HealthCheckVersionMismatch",
                    "The value of HealthCheckVersion in the request doesn't match the value of HealthCheckVersion in"
                            + " the health check.");
        }
        childrenExist(config);
        s.check = new HealthCheck(id, s.check.callerReference(), s.check.version() + 1, config);
        return s.check;
    }

    public synchronized void delete(String id) {
        state(id);
        states.remove(id);
    }

    /** One checker's result; ignored for a check that is gone. */
    public synchronized void observe(String id, int checker, Observation seen) {
        State s = states.get(id);
        if (s == null) {
            return;
        }
        Checker c = s.checkers.get(checker);
        c.last = seen;
        c.against = seen.ok() == c.healthy ? 0 : c.against + 1;
        if (c.against >= s.check.config().threshold()) {
            c.healthy = seen.ok();
            c.against = 0;
        }
    }

    /** Last observation by checker; a checker that has not looked yet is missing. */
    public synchronized Map<Integer, Observation> observations(String id) {
        Map<Integer, Observation> seen = new LinkedHashMap<>();
        List<Checker> all = state(id).checkers;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).last != null) {
                seen.put(i, all.get(i).last);
            }
        }
        return seen;
    }

    /** What DNS goes by. A check that does not exist any more counts as healthy. */
    public synchronized boolean healthy(String id) {
        State s = states.get(id);
        if (s == null) {
            return true;
        }
        HealthCheck.Config config = s.check.config();
        boolean endpoint;
        if (config.disabled()) {
            endpoint = true;
        } else if (config.calculated()) {
            long up = config.children().stream().filter(this::healthy).count();
            endpoint = up >= Objects.requireNonNullElse(config.healthThreshold(), 0);
        } else {
            long up = s.checkers.stream().filter(c -> c.healthy).count();
            endpoint = up > HEALTHY_SHARE * s.checkers.size();
        }
        return endpoint != config.inverted();
    }

    private void childrenExist(HealthCheck.Config config) {
        for (String child : config.children()) {
            if (state(child).check.config().calculated()) {
                throw ApiError.invalidInput("A calculated health check can't monitor another calculated health check");
            }
        }
    }

    private State state(String id) {
        State s = states.get(id);
        if (s == null) {
            throw ApiError.noSuchHealthCheck(id);
        }
        return s;
    }
}
