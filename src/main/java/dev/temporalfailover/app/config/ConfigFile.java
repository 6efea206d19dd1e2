package dev.temporalfailover.app.config;

import dev.temporalfailover.app.config.Config.Access;
import dev.temporalfailover.app.config.Config.Leadership;
import dev.temporalfailover.app.config.Config.Loop;
import dev.temporalfailover.app.config.Endpoints.Address;
import dev.temporalfailover.app.config.Policies.Policy;
import dev.temporalfailover.app.config.Pools.Pool;
import dev.temporalfailover.app.config.Regions.Region;
import dev.temporalfailover.app.config.Setting.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The file as a whole, read for all regions alike. */
record ConfigFile(
        String region,
        String instance,
        List<Region> regions,
        List<Policy> policies,
        List<Pool> pools,
        Leadership leadership,
        Loop loop,
        Access access) {

    static final Setting<String> REGION = Setting.optional(
            "region",
            Types.NAME,
            "required, here or in the environment",
            "Where this instance runs; one of `regions`. `TEMPORAL_FAILOVER_REGION` wins, so that one file serves all.");
    static final Setting<String> INSTANCE = Setting.optional(
            "instance",
            Types.INSTANCE,
            "HOSTNAME of the environment",
            "Name of this process in Leases, epoch records and audit. `TEMPORAL_FAILOVER_INSTANCE` wins.");
    private static final Setting<Void> REGIONS = Setting.groups("regions", Regions.SHAPE, true, "All regions.");
    private static final Setting<Void> PROBING =
            Setting.group("probing", Probing.SHAPE, false, "How often everything is probed.");

    private static final Setting<Void> ALERTS =
            Setting.groups("alerts", Alerts.SHAPE, false, "Limits with hysteresis.");
    private static final Setting<Void> POOLS = Setting.groups(
            "pool_sources",
            Pools.SHAPE,
            false,
            "Where connection-pool figures of others are read; our own are always known.");
    private static final Setting<Void> MONITORING = Setting.group(
            "network_monitoring", new Shape(ALERTS, POOLS), false, "When a region is DEGRADED though it answers.");

    private static final Setting<Duration> READ_INTERVAL = Setting.of(
            "read_interval",
            Types.duration("100ms", "10m"),
            "10s",
            "Between reads of records and routes, jittered. Route 53 allows an account 10 requests a second.");
    private static final Setting<Duration> INSYNC_TIMEOUT = Setting.of(
            "insync_timeout",
            Types.duration("1s", "1h"),
            "2m",
            "How long a DNS change may be PENDING before an alarm.");
    private static final Setting<Void> POLICIES =
            Setting.groups("failover_policies", Policies.SHAPE, true, "What is moved, when, and where to.");
    private static final Setting<Void> FAILOVER = Setting.group(
            "dns_failover", new Shape(READ_INTERVAL, INSYNC_TIMEOUT, POLICIES), true, "What moves traffic.");

    private static final Setting<Void> LEADERSHIP =
            Setting.group("leadership", Leaderships.SHAPE, false, "How the acting instance of a region is found.");
    private static final Setting<Duration> TICK = Setting.of(
            "tick",
            Types.duration("10ms", "1m"),
            "1s",
            "The longest time between two looks; a changed verdict or intent wakes the loop at once.");
    private static final Setting<Duration> PAUSE_LIMIT = Setting.of(
            "pause_limit",
            Types.duration("100ms", "1m"),
            "2s",
            "If this process did not run for longer, what it saw meanwhile counts as starved, not as a failure.");
    private static final Setting<Void> LOOP =
            Setting.group("loop", new Shape(TICK, PAUSE_LIMIT), false, "Times of the loop.");
    private static final Setting<Path> ALERTS_TOKEN = Setting.optional(
            "alerts_token_file", Types.SECRET_FILE, "alerts are refused", "Bearer token of Alertmanager.");
    private static final Setting<Path> OPERATOR_TOKEN = Setting.optional(
            "operator_token_file", Types.SECRET_FILE, "actions are refused", "Bearer token of people.");
    private static final Setting<Void> ACCESS = Setting.group(
            "access",
            new Shape(ALERTS_TOKEN, OPERATOR_TOKEN),
            false,
            "Who may act. Files are read again when they change.");

    static final Shape SHAPE =
            new Shape(REGION, INSTANCE, REGIONS, PROBING, MONITORING, FAILOVER, LEADERSHIP, LOOP, ACCESS);

    static ConfigFile read(Section root) {
        Probing probing = Probing.read(root.group(PROBING));
        List<Region> regions = Regions.read(root.groups(REGIONS), probing);
        List<String> names =
                regions.stream().map(Region::name).filter(n -> n != null).toList();
        Section monitoring = root.group(MONITORING);
        Alerts alerts = Alerts.read(monitoring.groups(ALERTS), probing);
        List<Pool> pools = Pools.read(monitoring.groups(POOLS), names);
        Section failover = root.group(FAILOVER);
        List<Policy> policies = failover.has(POLICIES) || root.has(FAILOVER)
                ? Policies.read(failover.groups(POLICIES), names, alerts, probing)
                : List.of();
        Section loop = root.group(LOOP);
        Section access = root.group(ACCESS);
        Visibility.check(regions, policies);
        return new ConfigFile(
                root.value(REGION),
                root.value(INSTANCE),
                regions,
                policies,
                pools,
                Leaderships.read(root.group(LEADERSHIP)),
                new Loop(
                        loop.value(TICK),
                        failover.value(READ_INTERVAL),
                        failover.value(INSYNC_TIMEOUT),
                        loop.value(PAUSE_LIMIT)),
                new Access(access.value(ALERTS_TOKEN), access.value(OPERATOR_TOKEN)));
    }

    /** What of it concerns an instance in {@code viewpoint}. */
    Config seenFrom(String viewpoint, String name) {
        return new Config(
                viewpoint,
                name,
                regions.stream().map(r -> region(r, viewpoint)).toList(),
                policies.stream().map(p -> policy(p, viewpoint)).toList(),
                leadership,
                loop,
                access,
                pools.stream()
                        .filter(p -> p.from().seenBy(viewpoint, p.source().region()))
                        .map(Pool::source)
                        .toList());
    }

    private static Config.Region region(Region r, String viewpoint) {
        return new Config.Region(
                r.name(),
                r.role().name().toLowerCase(Locale.ROOT),
                r.addresses().stream()
                        .filter(a -> a.from().seenBy(viewpoint, r.name()))
                        .map(Address::endpoint)
                        .toList());
    }

    private static Config.Policy policy(Policy p, String viewpoint) {
        return new Config.Policy(
                p.policy(),
                p.thresholds(),
                p.required(),
                p.dns(),
                p.routes().stream()
                        .filter(r -> r.inRegion() == null || r.inRegion().equals(viewpoint))
                        .map(Routes.Placed::settings)
                        .toList());
    }
}
