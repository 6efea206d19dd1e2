package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.HandoverPolicy;
import dev.temporalfailover.failover.situation.HandoverPolicy.Afterwards;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import dev.temporalfailover.traffic.temporal.NamespacePatterns;
import dev.temporalfailover.traffic.temporal.NamespaceSettings;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.HistoryHosts;
import dev.temporalfailover.traffic.temporal.NamespaceSettings.RegionFrontend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespacesTest {
    private static final String FILE = """
            region: a
            instance: one
            regions:
              - name: a
                temporal_cluster: cluster-a
                temporal_endpoints:
                  frontend:
                    paths:
                      - {name: public, fqdn: a.example.com, port: 443, tls: {}}
                      - {name: private, fqdn: frontend.svc, from: same_region}
              - {name: b, temporal_endpoints: {frontend: {fqdn: 10.0.0.2, token_file: /token}}}
              - {name: c, temporal_endpoints: {frontend: {fqdn: 10.0.0.3}}}
            dns_failover:
              failover_policies:
                - {name: pair, primary: {region: b}, secondary: {region: a}, NAMESPACES}
            """;

    private static String with(String namespaces) {
        return FILE.replace("NAMESPACES", namespaces);
    }

    private static Optional<NamespaceSettings> read(String namespaces, Map<String, String> env) {
        return Shipped.load(with(namespaces), env, path -> true)
                .policies()
                .get(0)
                .namespaces();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"max_switches: 3", "namespaces: {mode: off}", "namespaces: {mode: 'off'}"})
    void theyAreOffByDefault(String written) {
        assertEquals(Optional.empty(), read(written, Map.of()));
    }

    /** At home the path of this region alone; elsewhere the one that can be reached. */
    @Test
    void eachRegionsFrontendAndClusterIsRead() {
        String move =
                "namespaces: {mode: move, include: [pay*], exclude: ['*-test'], interval: 3s, token_file: /update}";
        NamespaceSettings seen = read(move, Map.of()).orElseThrow();
        assertEquals("a", seen.self());
        assertEquals(
                List.of(
                        new RegionFrontend("a", "cluster-a", "frontend.svc", 7233, Optional.empty(), Optional.empty()),
                        new RegionFrontend(
                                "b", "b", "10.0.0.2", 7233, Optional.empty(), Optional.of(Path.of("/token")))),
                seen.frontends());
        assertEquals(new NamespacePatterns(List.of("pay*"), List.of("*-test")), seen.chosen());
        assertEquals(Duration.ofSeconds(3), seen.interval());
        assertEquals(Optional.of(Path.of("/update")), seen.updateToken());
        assertTrue(seen.moves());
        NamespaceSettings other =
                read(move, Map.of("TEMPORAL_FAILOVER_REGION", "b")).orElseThrow();
        assertEquals("a.example.com", other.frontends().get(0).host());
        assertTrue(other.frontends().get(0).tls().isPresent());
    }

    /** The own region's alone: nobody reaches another region's. */
    @Test
    void theOwnRegionsHistoryIsAskedHowFarOthersAreBehind() {
        String file = with("namespaces: {mode: watch, max_lag: 10s}")
                .replace("frontend: {fqdn: 10.0.0.2", "history: {fqdn: 10.0.0.4, tls: {}}, frontend: {fqdn: 10.0.0.2")
                .replace(
                        "      frontend:\n",
                        "      history: {fqdn: history.svc, from: same_region}\n      frontend:\n");
        Config config = Shipped.load(file, Map.of(), path -> true);
        assertEquals(
                Optional.of(Duration.ofSeconds(10)),
                config.policies().get(0).policy().maxReplicationLag());
        assertEquals(
                Optional.of(new HistoryHosts("history.svc", 7234, Optional.empty(), Optional.empty())),
                config.policies().get(0).namespaces().orElseThrow().history());
        assertEquals(
                Optional.empty(),
                read("namespaces: {mode: watch}", Map.of()).orElseThrow().history());
    }

    @Test
    void aLimitOfLagThatNobodyCouldReadIsRefused() {
        String setting = "dns_failover.failover_policies[0].namespaces.max_lag";
        assertError(
                Shipped.errors(with("namespaces: {mode: move, max_lag: 10s}")),
                setting,
                "'10s' needs an endpoint history of a over gRPC that its own instances reach");
        assertError(
                Shipped.errors(with("namespaces: {max_lag: 10s}")),
                setting,
                "stands without mode watch or move: nobody would read the lag");
        assertError(Shipped.errors(with("namespaces: {mode: move, max_lag: 2h}")), setting, "from 0s to 1h");
    }

    @Test
    void aHandoverHasItsTimeAndWaitsUnlessAskedToMove() {
        assertEquals(
                Optional.of(new HandoverPolicy(Duration.ofSeconds(15), Afterwards.WAIT)),
                handover("namespaces: {mode: move, handover_timeout: 15s}"));
        assertEquals(
                Optional.of(new HandoverPolicy(Duration.ofMinutes(1), Afterwards.MOVE)),
                handover("namespaces: {mode: move, handover_timeout: 1m, after_handover_timeout: move}"));
        assertEquals(Optional.empty(), handover("namespaces: {mode: move}"));
        String section = "dns_failover.failover_policies[0].namespaces.";
        assertError(
                Shipped.errors(with("namespaces: {mode: watch, handover_timeout: 15s}")),
                section + "handover_timeout",
                "stands without mode move: nothing would be handed over");
        assertError(
                Shipped.errors(with("namespaces: {mode: move, after_handover_timeout: wait}")),
                section + "after_handover_timeout",
                "stands without handover_timeout: nothing would be handed over");
        assertError(
                Shipped.errors(with("namespaces: {mode: move, handover_timeout: 3s}")),
                section + "handover_timeout",
                "from 10s to 10m");
    }

    private Optional<HandoverPolicy> handover(String namespaces) {
        return Shipped.load(with(namespaces), Map.of(), path -> true)
                .policies()
                .get(0)
                .policy()
                .handover();
    }

    @Test
    void watchingMovesNothingAndAnotherRegionReadsNothing() {
        assertEquals(
                false, read("namespaces: {mode: watch}", Map.of()).orElseThrow().moves());
        assertEquals(Optional.empty(), read("namespaces: {mode: move}", Map.of("TEMPORAL_FAILOVER_REGION", "c")));
    }

    @Test
    void aClusterIsOfOneRegionAndEachFrontendIsReached() {
        String twice = with("namespaces: {mode: watch}").replace("temporal_cluster: cluster-a", "temporal_cluster: b");
        assertError(Shipped.errors(twice), "regions[1].temporal_cluster", "'b' is the cluster of a too");
        String hidden = with("namespaces: {mode: watch}")
                .replace("- {name: public, fqdn: a.example.com, port: 443, tls: {}}", "");
        assertError(
                Shipped.errors(hidden),
                "dns_failover.failover_policies[0].namespaces.mode",
                "'watch' needs a frontend of a over gRPC that an instance in b reaches");
    }

    @Test
    void criticalTaskQueuesAreReadWithWhatTheirWorkersPollFor() {
        String queues = "critical_task_queues: [{namespace: pay, task_queue: Orders 2},"
                + " {namespace: pay, task_queue: ship, types: [nexus]}]";
        assertEquals(
                List.of(
                        new CriticalQueue("pay", "Orders 2", TaskKind.WORKFLOW),
                        new CriticalQueue("pay", "Orders 2", TaskKind.ACTIVITY),
                        new CriticalQueue("pay", "ship", TaskKind.NEXUS)),
                read("namespaces: {mode: watch, " + queues + "}", Map.of())
                        .orElseThrow()
                        .critical());
        assertEquals(
                List.of(),
                read("namespaces: {mode: watch}", Map.of()).orElseThrow().critical());
    }

    @Test
    void tooManyCriticalTaskQueuesAreRefused() {
        String most = IntStream.range(0, 64)
                .mapToObj(i -> "{namespace: pay, task_queue: q" + i + "}")
                .collect(Collectors.joining(", "));
        String file = "namespaces: {mode: watch, critical_task_queues: [" + most + "MORE]}";
        assertEquals(
                128,
                read(file.replace("MORE", ""), Map.of())
                        .orElseThrow()
                        .critical()
                        .size());
        assertError(
                Shipped.errors(with(file.replace("MORE", ", {namespace: pay, task_queue: more}"))),
                "dns_failover.failover_policies[0].namespaces.critical_task_queues",
                "has 65 task queues; at most 64 are asked about");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{task_queue: a}; [0].namespace; is missing",
                "{namespace: pay}; [0].task_queue; is missing",
                "{namespace: 'two words', task_queue: a}; [0].namespace; without spaces",
                "{namespace: pay, task_queue: ' a'}; [0].task_queue; without leading",
                "{namespace: pay, task_queue: a, types: [query]}; [0].types[0]; workflow, activity or nexus",
                "{namespace: pay, task_queue: a, types: [nexus, nexus]}; [0].types[1]; is in the list twice",
                "{namespace: pay, task_queue: a, queue: b}; [0].queue; known here: namespace, task_queue, types",
                "{namespace: pay, task_queue: a}, {namespace: pay, task_queue: a, types: [activity]}; [1]; pay/a activity is in the list twice",
                "orders; [0]; a group of settings",
            })
    void whatIsWrongWithACriticalTaskQueueIsNamedWithItsLine(String written, String setting, String says) {
        String file = with("namespaces: {mode: watch, critical_task_queues: [" + written + "]}");
        assertError(
                Shipped.errors(file),
                "dns_failover.failover_policies[0].namespaces.critical_task_queues" + setting + " (line ",
                says);
    }

    @Test
    void longPollsAreMeasuredWhereItIsSaidOrWhereTheFirstCriticalTaskQueueIs() {
        String queues = "critical_task_queues: [{namespace: pay, task_queue: a}, {namespace: ship, task_queue: b}]";
        assertEquals(Optional.of("pay"), longPoll("{mode: watch, " + queues + "}"));
        assertEquals(Optional.of("canary"), longPoll("{mode: watch, long_poll_namespace: canary, " + queues + "}"));
        assertEquals(Optional.of("canary"), longPoll("{mode: move, long_poll_namespace: canary}"));
        assertEquals(Optional.empty(), longPoll("{mode: move}"));
        String setting = "dns_failover.failover_policies[0].namespaces.long_poll_namespace";
        assertError(
                Shipped.errors(with("namespaces: {long_poll_namespace: a}")),
                setting,
                "stands without mode watch or move: nobody would poll");
        assertError(
                Shipped.errors(with("namespaces: {mode: watch, long_poll_namespace: a b}")), setting, "without spaces");
    }

    private static Optional<String> longPoll(String namespaces) {
        return read("namespaces: " + namespaces, Map.of()).orElseThrow().longPoll();
    }

    @Test
    void criticalTaskQueuesThatNobodyWouldAskAboutAreRefused() {
        assertError(
                Shipped.errors(with("namespaces: {critical_task_queues: [{namespace: pay, task_queue: a}]}")),
                "dns_failover.failover_policies[0].namespaces.critical_task_queues",
                "stands without mode watch or move: nobody would ask who polls");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{mode: on}; mode; off, watch or move",
                "{mode: move, include: ['two words']}; include[0]; without spaces",
                "{mode: move, interval: 0s}; interval; from 1s to 5m",
                "{mode: move, names: [a]}; names; is not known",
            })
    void whatIsWrongIsNamed(String written, String setting, String says) {
        assertError(
                Shipped.errors(with("namespaces: " + written)),
                "dns_failover.failover_policies[0].namespaces." + setting,
                says);
    }

    private static void assertError(List<String> errors, String setting, String says) {
        assertTrue(errors.stream().anyMatch(e -> e.startsWith(setting) && e.contains(says)), errors::toString);
    }
}
