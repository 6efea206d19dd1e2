package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.coordination.LeadershipSettings;
import dev.temporalfailover.coordination.LeaseTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Section {@code leadership}. */
final class LeadershipSection {
    private static final Setting<Election> MODE = Setting.of("mode", ValueType.word(Election.class), "lease")
            .means("`lease`: a Kubernetes Lease elects the region's leader. `sole`: this instance is the only one of"
                    + " its region.");
    private static final Setting<String> NAMESPACE = Setting.of("namespace", Types.NAME, "temporal-failover")
            .means("Namespace of the Lease and of the ConfigMap with operators' intents.");
    private static final Setting<String> NAME =
            Setting.of("name", Types.OBJECT_NAME, "temporal-failover").means("Name of both.");
    private static final Setting<Duration> LEASE = Setting.of("lease_duration", Durations.from("1s", "10m"), "15s")
            .means("Other instances wait this long after the leader's last renewal. Whole seconds; lease_duration >"
                    + " renew_deadline > 1.2 x retry_period.");
    private static final Setting<Duration> RENEW = Setting.of("renew_deadline", Durations.from("500ms", "10m"), "10s")
            .means("A leader that has not renewed the Lease for this time stops acting.");
    private static final Setting<Duration> RETRY = Setting.of("retry_period", Durations.from("100ms", "10m"), "2s")
            .means("Time between attempts to acquire or renew the Lease.");

    private static final Setting<Path> INTENTS_FILE = Setting.optional(
                    "intents_file", Types.OWN_FILE, "none: the ConfigMap")
            .means("With `sole`: the file in which operators' intents are kept, in place of the ConfigMap, so that no"
                    + " Kubernetes is needed to hold, release, fail over and acknowledge. Its directory must be there. If"
                    + " it cannot be read nothing is moved until it can: it may have a hold.");

    static final Shape SHAPE = new Shape(MODE, NAMESPACE, NAME, LEASE, RENEW, RETRY, INTENTS_FILE);

    private LeadershipSection() {}

    private enum Election {
        SOLE,
        LEASE
    }

    /** Of a witness, which is alone and leads nothing. */
    static LeadershipSettings none() {
        return new LeadershipSettings(Optional.empty(), NAMESPACE.otherwise(), NAME.otherwise(), Optional.empty());
    }

    static LeadershipSettings read(Section s) {
        LeaseTimes times = times(s);
        Optional<Path> file = s.optional(INTENTS_FILE);
        if (file.isPresent() && s.value(MODE) == Election.LEASE) {
            s.wrong(INTENTS_FILE, "stands without mode sole: other instances would not see it");
        }
        return new LeadershipSettings(
                s.value(MODE) == Election.LEASE ? Optional.of(times) : Optional.empty(),
                s.value(NAMESPACE),
                s.value(NAME),
                file);
    }

    /** The default ones if something is wrong. */
    private static LeaseTimes times(Section s) {
        Duration lease = s.value(LEASE);
        Duration renew = s.value(RENEW);
        Duration retry = s.value(RETRY);
        boolean whole = LeaseTimes.isWhole(lease);
        boolean outlasts = LeaseTimes.outlasts(lease, renew);
        boolean leavesTries = LeaseTimes.leavesTries(renew, retry);
        if (!whole) {
            s.wrong(LEASE, s.written(LEASE) + " is not a whole number of seconds");
        }
        if (!outlasts) {
            s.wrong(LEASE, s.written(LEASE) + " is not above renew_deadline " + s.written(RENEW));
        }
        if (!leavesTries) {
            s.wrong(RENEW, s.written(RENEW) + " is not above 1.2 x retry_period " + s.written(RETRY));
        }
        return whole && outlasts && leavesTries
                ? new LeaseTimes(lease, renew, retry)
                : new LeaseTimes(LEASE.otherwise(), RENEW.otherwise(), RETRY.otherwise());
    }
}
