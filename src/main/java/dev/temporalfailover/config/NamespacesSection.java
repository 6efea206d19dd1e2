package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.config.workers.CriticalQueues;
import dev.temporalfailover.config.workers.RestartedWorkers;
import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy.Afterwards;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.traffic.temporal.NamespacePatterns;
import dev.temporalfailover.traffic.temporal.NamespaceSettings;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.HistoryHosts;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.RegionFrontend;
import dev.temporalfailover.traffic.workers.WorkerDeployment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Section {@code namespaces} of a policy. */
record NamespacesSection(
        Section section,
        NamespaceMode mode,
        NamespacePatterns chosen,
        Duration interval,
        Optional<Path> token,
        Optional<Duration> maxLag,
        Optional<HandoverPolicy> handover,
        List<CriticalQueue> critical,
        Optional<String> longPoll,
        List<WorkerDeployment> restarted) {
    private static final ValueType<String> PATTERN =
            ValueType.matching("1 to 255 printable characters without spaces; * stands for any text", "[!-~]{1,255}");

    private static final Setting<NamespaceMode> MODE = Setting.of("mode", ValueType.word(NamespaceMode.class), "off")
            .means("`off`: namespaces are neither read nor moved; right where Temporal's clusters do not replicate."
                    + " `watch`: they are read and shown. `move`: those that are active in another region are made"
                    + " active where the traffic is.");
    private static final Setting<String> INCLUDE = Setting.values("include", PATTERN, "every global namespace")
            .means("Names of the namespaces that the policy owns.");
    private static final Setting<String> EXCLUDE = Setting.values("exclude", PATTERN, "none")
            .means("Names of namespaces that are left as they are; wins over `include`.");
    private static final Setting<Duration> INTERVAL = Setting.of("interval", Durations.from("1s", "5m"), "5s")
            .means("Time between two reads of a region's namespaces, by the region's leader. A region that has not"
                    + " answered for three intervals is shown as not read.");
    private static final Setting<Path> TOKEN_FILE = Setting.optional(
                    "token_file", Types.SECRET_FILE, "the one of the region's frontend")
            .means("File with the bearer token of the calls that move namespaces, which need the role `admin` of each;"
                    + " read again when it changes. Only the own region's frontend gets it.");

    private static final Setting<Duration> MAX_LAG = Setting.optional(
                    "max_lag", Durations.from("0s", "1h"), "none: planned moves wait for no replication")
            .means(
                    "A planned move and a failback wait until the target's cluster is no further behind the active one, as"
                            + " the active region's history states it; `force` does not wait, and nothing waits while the active"
                            + " region is DOWN. Needs an endpoint `history` of each region that its own instances reach.");

    private static final Setting<Duration> HANDOVER_TIMEOUT = Setting.optional(
                    "handover_timeout", Durations.from("10s", "10m"), "none: planned moves take namespaces at once")
            .means("A planned move and a failback hand namespaces over: the leader of the region that loses them starts"
                    + " Temporal's workflow `namespace-handover` in its own cluster, which stops writes for at most about"
                    + " 5 s and loses nothing. `force` and a failover out of a region that is DOWN do not wait for it. After"
                    + " this time it is told, and begun again where it has failed. Set it when all regions are upgraded; the"
                    + " token needs the right to write in `temporal-system`.");
    private static final Setting<Afterwards> AFTER_HANDOVER_TIMEOUT = Setting.of(
                    "after_handover_timeout", ValueType.word(Afterwards.class), "wait")
            .means(
                    "`wait`: namespaces that were not handed over in time stay where they are until they are. `move`: they"
                            + " are made active where the traffic is, and what was not replicated is lost or conflicts.");

    private static final Setting<String> LONG_POLL_NAMESPACE = Setting.optional(
                    "long_poll_namespace",
                    CriticalQueues.TEMPORAL_NAME,
                    "the first of `critical_task_queues`; without these nothing is measured")
            .means(
                    "Namespace in which the leader polls, once an hour, a task queue that nobody uses in its own region's"
                            + " cluster, to see how long `matching.longPollExpirationInterval` is: workers that wait there get their"
                            + " first task after a move only so much later. Above 30 s a person is told. Needs the right to write"
                            + " there.");

    static final Shape SHAPE = new Shape(
            MODE,
            INCLUDE,
            EXCLUDE,
            INTERVAL,
            TOKEN_FILE,
            MAX_LAG,
            HANDOVER_TIMEOUT,
            AFTER_HANDOVER_TIMEOUT,
            CriticalQueues.CRITICAL,
            LONG_POLL_NAMESPACE,
            RestartedWorkers.RESTART);

    /** What is done with namespaces. */
    enum NamespaceMode {
        OFF,
        WATCH,
        MOVE
    }

    static NamespacesSection read(Section s) {
        List<CriticalQueue> critical = CriticalQueues.read(s);
        return new NamespacesSection(
                s,
                s.value(MODE),
                new NamespacePatterns(s.values(INCLUDE), s.values(EXCLUDE)),
                s.value(INTERVAL),
                s.optional(TOKEN_FILE),
                s.optional(MAX_LAG),
                s.optional(HANDOVER_TIMEOUT).map(time -> new HandoverPolicy(time, s.value(AFTER_HANDOVER_TIMEOUT))),
                critical,
                s.optional(LONG_POLL_NAMESPACE)
                        .or(() -> critical.stream().findFirst().map(CriticalQueue::namespace)),
                RestartedWorkers.read(s));
    }

    /** Each leader must reach every region's frontend, and a cluster's name must tell its region. */
    static void check(List<PolicySection> policies, List<RegionSection> all) {
        Map<Section, List<WorkerDeployment>> restarted = new LinkedHashMap<>();
        for (PolicySection policy : policies) {
            NamespacesSection namespaces = policy.namespaces();
            List<RegionSection> regions = of(policy.policy().regions(), all);
            namespaces.checkLag(regions);
            namespaces.checkCritical();
            namespaces.checkHandover();
            namespaces.checkRestarts();
            restarted.put(namespaces.section(), namespaces.restarted());
            if (namespaces.mode() == NamespaceMode.OFF) {
                continue;
            }
            Map<String, String> clusters = new HashMap<>();
            for (RegionSection region : regions) {
                String other = clusters.putIfAbsent(region.cluster(), region.name());
                if (other != null) {
                    region.wrongCluster("is the cluster of " + other + " too");
                }
                regions.stream()
                        .filter(from -> region.frontend(from.name()).isEmpty())
                        .findFirst()
                        .ifPresent(from -> namespaces
                                .section()
                                .wrong(
                                        MODE,
                                        namespaces.section().written(MODE) + " needs a frontend of " + region.name()
                                                + " over gRPC that an instance in " + from.name() + " reaches"));
            }
        }
        RestartedWorkers.check(restarted);
    }

    private void checkCritical() {
        if (section.has(LONG_POLL_NAMESPACE) && mode == NamespaceMode.OFF) {
            section.wrong(LONG_POLL_NAMESPACE, "stands without mode watch or move: nobody would poll");
        }
        if (section.has(CriticalQueues.CRITICAL) && mode == NamespaceMode.OFF) {
            section.wrong(CriticalQueues.CRITICAL, "stands without mode watch or move: nobody would ask who polls");
        }
    }

    private void checkHandover() {
        if (handover.isPresent() && mode != NamespaceMode.MOVE) {
            section.wrong(HANDOVER_TIMEOUT, "stands without mode move: nothing would be handed over");
        }
        if (handover.isEmpty() && section.has(AFTER_HANDOVER_TIMEOUT)) {
            section.wrong(AFTER_HANDOVER_TIMEOUT, "stands without handover_timeout: nothing would be handed over");
        }
    }

    private void checkRestarts() {
        if (section.has(RestartedWorkers.RESTART) && mode != NamespaceMode.MOVE) {
            section.wrong(RestartedWorkers.RESTART, "stands without mode move: no region would gain namespaces");
        }
    }

    private void checkLag(List<RegionSection> regions) {
        if (maxLag.isEmpty()) {
            return;
        }
        if (mode == NamespaceMode.OFF) {
            section.wrong(MAX_LAG, "stands without mode watch or move: nobody would read the lag");
        }
        regions.stream()
                .filter(region -> region.history(region.name()).isEmpty())
                .findFirst()
                .ifPresent(region -> section.wrong(
                        MAX_LAG,
                        section.written(MAX_LAG) + " needs an endpoint history of " + region.name()
                                + " over gRPC that its own instances reach"));
    }

    /** Seen from a region of the policy; empty if they are not read there. */
    Optional<NamespaceSettings> seenFrom(String place, List<String> policyRegions, List<RegionSection> all) {
        if (mode == NamespaceMode.OFF || !policyRegions.contains(place)) {
            return Optional.empty();
        }
        List<RegionFrontend> frontends = new ArrayList<>();
        for (RegionSection region : of(policyRegions, all)) {
            Endpoint e = region.frontend(place).orElseThrow();
            frontends.add(
                    new RegionFrontend(region.name(), region.cluster(), e.host(), e.port(), e.tls(), e.tokenFile()));
        }
        Optional<HistoryHosts> history = all.stream()
                .filter(region -> region.name().equals(place))
                .findFirst()
                .flatMap(region -> region.history(place))
                .map(e -> new HistoryHosts(e.host(), e.port(), e.tls(), e.tokenFile()));
        return Optional.of(new NamespaceSettings(
                place, frontends, chosen, interval, mode == NamespaceMode.MOVE, token, critical, longPoll, history));
    }

    private static List<RegionSection> of(List<String> names, List<RegionSection> all) {
        return all.stream().filter(region -> names.contains(region.name())).toList();
    }
}
