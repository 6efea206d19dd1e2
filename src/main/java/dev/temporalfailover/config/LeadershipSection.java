package dev.temporalfailover.config;

import dev.temporalfailover.config.Config.Leadership;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Type;
import dev.temporalfailover.config.settings.Types;
import java.time.Duration;

/** Section {@code leadership}. */
final class LeadershipSection {
    private static final Setting<Leadership.Mode> MODE = Setting.of(
            "mode",
            Type.word(Leadership.Mode.class),
            "lease",
            "`lease`: a Kubernetes Lease elects the acting instance of the region. `sole`: this is the only one.");
    private static final Setting<String> NAMESPACE =
            Setting.of("namespace", Types.NAME, "temporal-failover", "Of the Lease and of the intents' ConfigMap.");
    private static final Setting<String> NAME = Setting.of("name", Types.OBJECT_NAME, "temporal-failover", "Of both.");
    private static final Setting<Duration> LEASE = Setting.of(
            "lease_duration",
            Types.duration("1s", "10m"),
            "15s",
            "How long a silent leader keeps the others waiting. lease_duration > renew_deadline > 1.2 x retry_period.");
    private static final Setting<Duration> RENEW = Setting.of(
            "renew_deadline",
            Types.duration("500ms", "10m"),
            "10s",
            "A leader that could not renew for this long stops.");
    private static final Setting<Duration> RETRY =
            Setting.of("retry_period", Types.duration("100ms", "10m"), "2s", "Between tries to take or renew.");

    static final Shape SHAPE = new Shape(MODE, NAMESPACE, NAME, LEASE, RENEW, RETRY);

    private LeadershipSection() {}

    /** Of a witness, which is alone and leads nothing. */
    static Leadership none() {
        return new Leadership(
                Leadership.Mode.SOLE,
                NAMESPACE.otherwise(),
                NAME.otherwise(),
                LEASE.otherwise(),
                RENEW.otherwise(),
                RETRY.otherwise());
    }

    static Leadership read(Section s) {
        Duration lease = s.value(LEASE);
        Duration renew = s.value(RENEW);
        Duration retry = s.value(RETRY);
        if (lease.compareTo(renew) <= 0) {
            s.wrong(LEASE, s.written(LEASE) + " is not above renew_deadline " + s.written(RENEW));
        }
        if (renew.toMillis() * 10 <= retry.toMillis() * 12) {
            s.wrong(RENEW, s.written(RENEW) + " is not above 1.2 x retry_period " + s.written(RETRY));
        }
        return new Leadership(s.value(MODE), s.value(NAMESPACE), s.value(NAME), lease, renew, retry);
    }
}
