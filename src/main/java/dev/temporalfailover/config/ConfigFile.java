package dev.temporalfailover.config;

import dev.temporalfailover.api.access.AccessSettings;
import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.coordination.LeadershipSettings;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.loop.LoopTimes;
import dev.temporalfailover.probe.ProbeSettings;
import dev.temporalfailover.traffic.canary.CanaryPageSettings;
import dev.temporalfailover.traffic.istio.proxy.MeshSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The file as a whole, read for all places alike.
 *
 * @param coordination null if it is not written
 */
record ConfigFile(
        String region,
        String witness,
        String instance,
        List<RegionSection> regions,
        List<PolicySection> policies,
        List<PoolSection> pools,
        LeadershipSettings leadership,
        LoopTimes loop,
        ProbeSettings probing,
        AccessSettings access,
        MeshSettings mesh,
        CanarySection canary,
        CoordinationSection coordination) {

    static final Setting<String> REGION = Setting.optional(
                    "region", Types.NAME, "required, here or in the environment, unless this is a witness")
            .means("The region of this instance; one of `regions`. `TEMPORAL_FAILOVER_REGION` overrides it, so that"
                    + " one file serves all regions.");
    static final Setting<String> WITNESS = Setting.optional("witness", Types.NAME, "none: an instance of a region")
            .means("Instead of `region`: this process is the witness of that name. It probes and reports its"
                    + " verdicts, and moves no traffic: `dns` and `routes` of policies are not used. Needs"
                    + " `coordination`; must not be combined with `leadership`. `TEMPORAL_FAILOVER_WITNESS` overrides"
                    + " `region` and `witness`, and then the regions' file is used unchanged.");
    static final Setting<String> INSTANCE = Setting.optional("instance", Types.INSTANCE, "HOSTNAME of the environment")
            .means("Name of this process in Leases, epoch records and audit records. `TEMPORAL_FAILOVER_INSTANCE`"
                    + " overrides it.");
    private static final Setting<Void> REGIONS =
            Setting.groups("regions", RegionSection.SHAPE).asRequired().means("All regions.");
    private static final Setting<Void> PROBING = Setting.group("probing", ProbingSection.SHAPE)
            .means("How often endpoints are probed, and how long a probe may take.");

    private static final Setting<Void> ALERTS =
            Setting.groups("alerts", AlertsSection.SHAPE).means("Limits with hysteresis.");
    private static final Setting<Void> POOLS = Setting.groups("pool_sources", PoolSection.SHAPE)
            .means("Metrics pages of Envoy and Temporal from which connection-pool figures are read. Those of this"
                    + " service's own channels need no source.");
    private static final Setting<Void> MONITORING = Setting.group("network_monitoring", new Shape(ALERTS, POOLS))
            .means("Limits for latency, loss and connections: when a region that answers is DEGRADED.");

    private static final Setting<Duration> READ_INTERVAL = Setting.of(
                    "read_interval", Durations.from("100ms", "10m"), "10s")
            .means("Time between reads of records and routes, jittered. Route 53 allows 10 requests a second for an"
                    + " account.");
    private static final Setting<Duration> INSYNC_TIMEOUT = Setting.of(
                    "insync_timeout", Durations.from("1s", "1h"), "2m")
            .means("An alarm is raised when a DNS change is PENDING for longer.");
    private static final Setting<Duration> CONNECTION_AGE = Setting.of(
                    "max_connection_age", Durations.from("1s", "24h"), "370s")
            .means("How long Temporal's frontends let a client stay connected: their"
                    + " `frontend.keepAliveMaxConnectionAge` and `frontend.keepAliveMaxConnectionAgeGrace` together, by default"
                    + " 5m and 70s. An alarm is raised when clients are still connected to the region that was left two"
                    + " minutes after that.");
    private static final Setting<Void> POLICIES = Setting.groups("failover_policies", PolicySection.SHAPE)
            .asRequired()
            .means("Each policy: the records and routes it moves, when, and to which region.");
    private static final Setting<Void> FAILOVER = Setting.group(
                    "dns_failover", new Shape(READ_INTERVAL, INSYNC_TIMEOUT, CONNECTION_AGE, POLICIES))
            .asRequired()
            .means("The policies that move traffic.");

    private static final Setting<Void> MESH = Setting.group("mesh", MeshSection.SHAPE)
            .means("The proxies and control planes that are asked whether a written route is in effect. A route that"
                    + " the Kubernetes API has accepted may not be in effect yet.");

    private static final Setting<Void> CANARY = Setting.group("canary", CanarySection.SHAPE)
            .means(
                    "Clients of this service's own that call Temporal as clients do and report which cluster answered."
                            + " With `TEMPORAL_FAILOVER_ROLE=canary` in the environment a process is such a client and nothing else.");
    static final Setting<Void> LEADERSHIP = Setting.group("leadership", LeadershipSection.SHAPE)
            .means("How the instances of a region elect their leader, which alone moves traffic.");
    static final Setting<Void> COORDINATION = Setting.group("coordination", CoordinationSection.SHAPE)
            .means("What instances report to each other. Without it each instance decides from its own probes only.");
    private static final Setting<Duration> TICK = Setting.of("tick", Durations.from("10ms", "1m"), "1s")
            .means("Longest time between two runs of the loop; a changed verdict or intent starts one at once.");
    private static final Setting<Duration> PAUSE_LIMIT = Setting.of("pause_limit", Durations.from("100ms", "1m"), "2s")
            .means("If this process was paused for longer, the results of that time count as starved, not as"
                    + " failures.");
    private static final Setting<Void> LOOP =
            Setting.group("loop", new Shape(TICK, PAUSE_LIMIT)).means("Times of the decision loop.");
    private static final Setting<Void> ACCESS = Setting.group("access", AccessSection.SHAPE)
            .means("Which callers of the API may change something. Files are read again when they change.");

    public static final Shape SHAPE = new Shape(
            REGION,
            WITNESS,
            INSTANCE,
            REGIONS,
            PROBING,
            MONITORING,
            FAILOVER,
            MESH,
            CANARY,
            LEADERSHIP,
            COORDINATION,
            LOOP,
            ACCESS);

    static ConfigFile read(Section root) {
        ProbingSection probing = ProbingSection.read(root.group(PROBING));
        List<RegionSection> regions = RegionSection.read(root.groups(REGIONS), probing);
        List<String> names = regions.stream()
                .map(RegionSection::name)
                .filter(n -> n != null)
                .distinct()
                .toList();
        Section monitoring = root.group(MONITORING);
        AlertsSection alerts = AlertsSection.read(monitoring.groups(ALERTS), probing);
        List<PoolSection> pools = PoolSection.read(monitoring.groups(POOLS), names);
        Section failover = root.group(FAILOVER);
        CanarySection canary = CanarySection.read(root.group(CANARY));
        List<PolicySection> policies = failover.has(POLICIES) || root.has(FAILOVER)
                ? PolicySection.read(failover.groups(POLICIES), names, alerts, probing, canary)
                : List.of();
        Section loop = root.group(LOOP);
        Section mesh = root.group(MESH);
        if (names.size() == regions.size()) {
            // Else a region has no name of its own, and what others see of it would be said of another one.
            Visibility.check(regions, policies, root.has(COORDINATION));
            NamespacesSection.check(policies, regions);
        }
        return new ConfigFile(
                root.value(REGION),
                root.value(WITNESS),
                root.value(INSTANCE),
                regions,
                policies,
                pools,
                LeadershipSection.read(root.group(LEADERSHIP)),
                new LoopTimes(
                        loop.value(TICK),
                        failover.value(READ_INTERVAL),
                        failover.value(INSYNC_TIMEOUT),
                        MeshSection.effectiveWithin(mesh),
                        failover.value(CONNECTION_AGE)),
                ProbeSettings.withPauseLimit(loop.value(PAUSE_LIMIT)),
                AccessSection.read(root.group(ACCESS)),
                MeshSection.read(mesh),
                canary,
                root.has(COORDINATION) ? CoordinationSection.read(root.group(COORDINATION), names) : null);
    }

    List<String> regionNames() {
        return regions.stream().map(RegionSection::name).filter(n -> n != null).toList();
    }

    /** Checks that depend on the place and instance that reads the file. */
    void check(ProcessIdentity self) {
        if (coordination != null && !self.canary() && self.place() != null && !self.witness()) {
            policies.forEach(p -> coordination.refuseTrap(p.policy(), self.place()));
        }
    }

    private EvidencePolicy evidence(FailoverPolicy policy, String viewpoint) {
        return coordination == null ? policy.evidence() : coordination.evidence(policy, viewpoint);
    }

    /** What of it concerns one instance. */
    Config seenFrom(ProcessIdentity self) {
        String viewpoint = self.place();
        if (self.canary()) {
            return canaryIn(viewpoint, self.instance());
        }
        return new Config(
                viewpoint,
                self.instance(),
                regions.stream().map(r -> r.seenFrom(viewpoint)).toList(),
                policies.stream()
                        .map(p -> p.seenFrom(self, evidence(p.policy(), viewpoint), regions))
                        .toList(),
                self.witness() ? LeadershipSection.none() : leadership,
                loop,
                probing,
                self.witness() ? access.withoutCluster() : access,
                pools.stream()
                        .filter(p -> p.from().seenBy(viewpoint, p.source().region()))
                        .map(PoolSection::source)
                        .toList(),
                mesh,
                canary.pages(),
                Optional.empty(),
                Optional.of(viewpoint).filter(name -> self.witness()),
                Optional.ofNullable(coordination)
                        .map(c -> c.seenFrom(
                                self,
                                regions.size(),
                                policies.stream().map(p -> p.policy().name()).collect(Collectors.toSet()))));
    }

    /** A canary client probes nothing, leads nothing and moves nothing. */
    private Config canaryIn(String region, String instance) {
        return new Config(
                region,
                instance,
                List.of(),
                List.of(),
                LeadershipSection.none(),
                loop,
                probing,
                AccessSettings.NONE,
                List.of(),
                MeshSettings.NONE,
                CanaryPageSettings.NONE,
                Optional.of(canary.client()),
                Optional.empty(),
                Optional.empty());
    }
}
