package dev.temporalfailover.config;

import dev.temporalfailover.config.RoutesSection.Placed;
import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.SwitchLimits;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.traffic.route53.Route53Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One of section {@code dns_failover.failover_policies}.
 *
 * @param policy without the places that it asks: these depend on where the instance runs
 * @param routes in the clusters of all regions
 */
record PolicySection(
        Section section,
        FailoverPolicy policy,
        Thresholds thresholds,
        Set<Service> required,
        Optional<Route53Settings> dns,
        NamespacesSection namespaces,
        List<Placed> routes) {
    private static final Setting<String> NAME = Setting.required("name", Types.NAME)
            .means("Name of the policy in the API, metrics and audit records; unique.");
    private static final Setting<Void> PRIMARY = Setting.group("primary", PreferenceSection.SHAPE)
            .means("The region that carries the traffic in the steady state.");
    private static final Setting<Void> SECONDARY = Setting.group("secondary", PreferenceSection.SHAPE)
            .means("The standby region. Write `primary` and `secondary`, or `regions`.");
    private static final Setting<Void> REGIONS = Setting.groups("regions", PreferenceSection.SHAPE)
            .means("Instead of `primary` and `secondary`: two or more regions in order of preference. Traffic goes"
                    + " to the first HEALTHY region.");
    private static final Setting<Integer> FAIL_AFTER = Setting.of("failover_threshold", ValueType.whole(1, 100), "2")
            .means("Consecutive failures until a target is DOWN.");
    private static final Setting<Integer> RECOVER_AFTER = Setting.of("recover_threshold", ValueType.whole(1, 1000), "3")
            .means("Consecutive answers until it is HEALTHY again.");
    private static final Setting<Service> REQUIRED = Setting.values(
                    "required_services", ValueType.word(Service.class), "frontend")
            .means("A region is DOWN if one of these services is DOWN; another service that fails makes it DEGRADED.");
    private static final Setting<Duration> HOLD_DOWN = Setting.of("hold_down", Durations.from("0s", "7d"), "1h")
            .means("No second automatic switch within this time after the first, unless the first is acknowledged.");
    private static final Setting<Duration> ESCAPE_AFTER = Setting.of("escape_after", Durations.from("1s", "1d"), "5m")
            .means("A switch within the hold-down is allowed if the active region is DOWN and the target HEALTHY,"
                    + " both without a break for this time; up to 10 s in which a region could not be judged"
                    + " are none.");
    private static final Setting<Integer> MAX_SWITCHES = Setting.of("max_switches", ValueType.whole(1, 100), "3")
            .means("Limit of automatic switches in `switch_window`, including those of `escape_after`.");
    private static final Setting<Duration> SWITCH_WINDOW = Setting.of(
                    "switch_window", Durations.from("1m", "30d"), "24h")
            .means("Period over which `max_switches` counts.");
    private static final Setting<Duration> QUIET_PERIOD = Setting.of("quiet_period", Durations.from("0s", "1h"), "30s")
            .means("No automatic decision within this time after start.");
    private static final Setting<Void> FAILBACK =
            Setting.group("failback", FailbackSection.SHAPE).means("How traffic returns to a preferred region.");
    private static final Setting<Void> DNS = Setting.group("dns", DnsSection.SHAPE)
            .means("The DNS records that the policy moves. Without it there is no epoch record to fence changes, and"
                    + " the policy only watches.");
    private static final Setting<Void> NAMESPACES = Setting.group("namespaces", NamespacesSection.SHAPE)
            .means("Temporal's global namespaces, which follow the traffic where its clusters replicate.");
    private static final Setting<Void> ROUTES =
            Setting.groups("routes", RoutesSection.SHAPE).means("The mesh routes that the policy moves.");

    static final Shape SHAPE = new Shape(
            NAME,
            PRIMARY,
            SECONDARY,
            REGIONS,
            FAIL_AFTER,
            RECOVER_AFTER,
            REQUIRED,
            HOLD_DOWN,
            ESCAPE_AFTER,
            MAX_SWITCHES,
            SWITCH_WINDOW,
            QUIET_PERIOD,
            FAILBACK,
            DNS,
            NAMESPACES,
            ROUTES);

    void wrongRequired(String what) {
        section.wrong(REQUIRED, what);
    }

    /** What of it concerns one process; a witness moves nothing. */
    Config.Policy seenFrom(ProcessIdentity self, EvidencePolicy evidence, List<RegionSection> all) {
        return new Config.Policy(
                policy.with(evidence),
                thresholds,
                required,
                dns.filter(moved -> !self.witness()),
                namespaces.seenFrom(self.place(), policy.regions(), all),
                routes.stream()
                        .filter(r -> !self.witness())
                        .filter(r -> r.inRegion() == null || r.inRegion().equals(self.place()))
                        .map(Placed::settings)
                        .toList(),
                policy.regions().contains(self.place()) ? namespaces.restarted() : List.of());
    }

    static List<PolicySection> read(
            List<Section> sections,
            List<String> regions,
            AlertsSection alerts,
            ProbingSection probing,
            CanarySection canary) {
        Reading reading = new Reading(regions, alerts, probing, canary, new HashMap<>(), new HashMap<>());
        Set<String> names = new HashSet<>();
        List<PolicySection> policies = new ArrayList<>();
        for (Section s : sections) {
            String name = s.value(NAME);
            if (name != null && !names.add(name)) {
                s.wrong(NAME, Problems.quoted(name) + " is the name of an earlier policy");
            }
            policies.add(reading.policy(s, name));
        }
        return policies;
    }

    /**
     * What all policies share while they are read.
     *
     * @param recordOwners the policy that moves a record, by zone and name
     * @param routeOwners the policy that moves a route
     */
    private record Reading(
            List<String> all,
            AlertsSection alerts,
            ProbingSection probing,
            CanarySection canary,
            Map<String, String> recordOwners,
            Map<Placed, String> routeOwners) {

        PolicySection policy(Section s, String name) {
            List<PreferenceSection> preferences = preferences(s);
            List<String> regions = preferences.stream()
                    .map(PreferenceSection::region)
                    .filter(r -> r != null)
                    .toList();
            Set<Service> required = EnumSet.noneOf(Service.class);
            required.addAll(s.values(REQUIRED));
            if (!s.has(REQUIRED)) {
                required.add(Service.FRONTEND);
            }
            if (s.has(DNS)) {
                canary.check(s.group(DNS), DnsSection.WAY);
            }
            s.groups(ROUTES).forEach(route -> canary.check(route, RoutesSection.WAY));
            String owner = name == null ? s.path() : name;
            FailoverPolicy policy = new FailoverPolicy(
                    owner,
                    regions,
                    PreferenceSection.carried(preferences),
                    new SwitchLimits(
                            s.value(HOLD_DOWN),
                            s.value(ESCAPE_AFTER),
                            s.value(MAX_SWITCHES),
                            s.value(SWITCH_WINDOW),
                            s.value(QUIET_PERIOD)));
            NamespacesSection namespaces = NamespacesSection.read(s.group(NAMESPACES));
            return new PolicySection(
                    s,
                    policy.with(FailbackSection.read(s.group(FAILBACK), policy))
                            .withMaxReplicationLag(namespaces.maxLag())
                            .withHandover(namespaces.handover()),
                    alerts.thresholds(s.value(FAIL_AFTER), s.value(RECOVER_AFTER), probing.staleAfter()),
                    required,
                    s.has(DNS)
                            ? Optional.of(DnsSection.read(s.group(DNS), s.path(), regions, recordOwners))
                            : Optional.empty(),
                    namespaces,
                    RoutesSection.read(s.groups(ROUTES), s.path(), regions, all, routeOwners));
        }

        private List<PreferenceSection> preferences(Section s) {
            List<Section> written = new ArrayList<>();
            if (s.has(REGIONS)) {
                for (Setting<Void> alone : List.of(PRIMARY, SECONDARY)) {
                    if (s.has(alone)) {
                        s.wrong(alone, "stands beside regions; write one form only");
                    }
                }
                written.addAll(s.groups(REGIONS));
                if (written.size() == 1) {
                    s.wrong(REGIONS, "has one region; at least two are needed to fail over");
                }
            } else if (s.has(PRIMARY) && s.has(SECONDARY)) {
                written.addAll(List.of(s.group(PRIMARY), s.group(SECONDARY)));
            } else {
                s.wrong(s.has(PRIMARY) ? SECONDARY : PRIMARY, "is missing; allowed: primary and secondary, or regions");
            }
            return PreferenceSection.read(s, written, all);
        }
    }
}
