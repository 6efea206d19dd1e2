package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One edit of what the shipped example says of coordination and failback, one error that says all of it. */
class WrongCoordinationTest {
    private static final String WEST =
            "{region: us-west-2, endpoints: [\"temporal-failover.us-west-2.internal.example.com:7443\"]}";
    private static final String WITNESS =
            "{name: witness, endpoints: [\"temporal-failover.witness.internal.example.com:7443\"]}";
    private static final String WITNESSES = "  witnesses:\n    - " + WITNESS + " # CHANGE\n";
    private static final String FAILBACK = "dns_failover.failover_policies[0].failback";

    private static Arguments edit(String before, String after, String path, String... says) {
        return Arguments.of(before, after, path, List.of(says));
    }

    static Stream<Arguments> edits() {
        return Stream.of(addresses(), tls(), places(), checks(), times(), failback())
                .flatMap(s -> s);
    }

    private static Stream<Arguments> addresses() {
        return Stream.of(
                edit("listen: 0.0.0.0:7443", "listen: 7443", "coordination.listen", "'7443'", "host:port such as"),
                edit("listen: 0.0.0.0:7443", "listen: 'h:0'", "coordination.listen", "'h:0' is not allowed"),
                edit("listen: 0.0.0.0:7443", "address: '[::]'", "coordination.address", "'[::]'", "to connect to"),
                edit("listen: 0.0.0.0:7443", "address: 0.0.0.0:1", "coordination.address", "'0.0.0.0:1'"),
                edit("listen: 0.0.0.0:7443", "address: 'h:99999'", "coordination.address", "'h:99999'"),
                edit("coordination:\n", "coordination: on\nx:\n", "coordination", "found 'on'", "a group of settings"),
                edit("  heartbeat: 1s", "  hartbeat: 1s", "coordination.hartbeat", "did you mean heartbeat?"));
    }

    private static Stream<Arguments> tls() {
        return Stream.of(
                edit(
                        "    certificate_file: /etc/temporal-failover/tls/tls.crt\n",
                        "",
                        "coordination.tls.certificate_file",
                        "is missing"),
                edit(
                        "    key_file: /etc/temporal-failover/tls/tls.key\n",
                        "",
                        "coordination.tls.key_file",
                        "is missing"),
                edit("    ca_file: /etc/temporal-failover/tls/ca.crt\n", "", "coordination.tls.ca_file", "is missing"),
                edit("ca_file: /etc", "ca_file: etc", "coordination.tls.ca_file", "absolute path"),
                edit("key_file: /etc", "key_file: MIIEvQ", "coordination.tls.key_file", "(not shown)"),
                edit(
                        "server_name: temporal-failover\n",
                        "server_name: 'a b'\n",
                        "coordination.tls.server_name",
                        "'a b' is not allowed"));
    }

    private static Stream<Arguments> places() {
        String peer = "coordination.peers[1]";
        String witness = "coordination.witnesses[0]";
        return Stream.of(
                edit(
                        WEST,
                        WEST.replace("region: us-west-2", "region: us-wset-2"),
                        peer + ".region",
                        "'us-wset-2' is not one of regions: us-east-1, us-west-2; did you mean us-west-2?"),
                edit(
                        WEST,
                        WEST.replace("region: us-west-2", "region: us-east-1"),
                        peer + ".region",
                        "'us-east-1' is listed twice"),
                edit(WEST, "{region: us-west-2}", peer + ".endpoints", "is missing", "a list"),
                edit(WEST, "{region: us-west-2, endpoints: []}", peer + ".endpoints", "is an empty list"),
                edit(WEST, "{region: us-west-2, endpoints: a:1}", peer + ".endpoints", "found 'a:1'; allowed: a list"),
                edit(WEST, "{region: us-west-2, endpoints: [a]}", peer + ".endpoints[0]", "'a'", "host:port"),
                edit(WEST, "{region: us-west-2, endpoints: ['0.0.0.0:1']}", peer + ".endpoints[0]", "'0.0.0.0:1'"),
                edit(
                        WEST,
                        "{region: us-west-2, endpoints: ['a:1', 'A:1']}",
                        peer + ".endpoints[1]",
                        "is in the list twice"),
                edit(
                        WEST,
                        "{endpoints: [\"temporal-failover.us-east-1.internal.example.com:7443\"], region: us-west-2}",
                        peer + ".endpoints",
                        "'temporal-failover.us-east-1.internal.example.com:7443' is an endpoint of us-east-1 too"),
                edit(WEST, "us-west-2", peer, "found 'us-west-2'; allowed: a group of settings"),
                edit(
                        WITNESS,
                        WITNESS.replace("witness,", "us-east-1,"),
                        witness + ".name",
                        "'us-east-1' is the name of a region"),
                edit(WITNESS, WITNESS.replace("witness,", "a=b,"), witness + ".name", "'a=b' is not allowed"),
                edit(WITNESS, WITNESS.replace("name: witness, ", ""), witness + ".name", "is missing"),
                edit(
                        WITNESS,
                        WITNESS + "\n    - {name: witness, endpoints: ['w:1']}",
                        "coordination.witnesses[1].name",
                        "'witness' is listed twice"));
    }

    private static Stream<Arguments> checks() {
        return Stream.of(
                edit(
                        WITNESSES,
                        "",
                        "coordination.witnesses",
                        "is missing, and so is connectivity_checks: in policy 'temporal-api-failover'",
                        "only us-east-1 and us-west-2 have a vote",
                        "a region that dies whole could never be left"),
                edit(WITNESSES, "  witnesses: []\n", "coordination.witnesses", "is an empty list"),
                edit(
                        "  heartbeat: 1s",
                        "  connectivity_checks: [one.one.one.one]",
                        "coordination.connectivity_checks[0]",
                        "'one.one.one.one' is not allowed"),
                edit(
                        "  heartbeat: 1s",
                        "  connectivity_checks: ['temporal-failover.us-west-2.internal.example.com:7443']",
                        "coordination.connectivity_checks",
                        "is an endpoint of us-west-2 and would say nothing once that is gone"),
                edit(
                        "  heartbeat: 1s",
                        "  connectivity_timeout: 5s",
                        "coordination.connectivity_timeout",
                        "'5s' is not below connectivity_interval the default 5s"),
                edit(
                        "required: undisputed",
                        "required: all",
                        "coordination.evidence.required",
                        "'all'",
                        "undisputed, majority or alone"));
    }

    private static Stream<Arguments> times() {
        String observers = "coordination.observers";
        return Stream.of(
                edit("heartbeat: 1s", "heartbeat: 99ms", "coordination.heartbeat", "'99ms'", "from 100ms to 10s"),
                edit(
                        "heartbeat: 1s",
                        "heartbeat: 3s",
                        "coordination.heartbeat",
                        "'3s' is not below half of observers.freshness '6s'"),
                edit(
                        "undisputed, freshness: 10s",
                        "undisputed, freshness: 2s",
                        "coordination.heartbeat",
                        "'1s' is not below half of evidence.freshness '2s'"),
                edit(
                        "undisputed, freshness: 10s",
                        "undisputed, freshness: 1h",
                        "coordination.evidence.freshness",
                        "'1h'"),
                edit("quorum: 0.5", "quorum: 0.49", observers + ".quorum", "'0.49'", "from 0.5 to below 1"),
                edit("quorum: 0.5", "quorum: 100%", observers + ".quorum", "'100%'"),
                edit("quorum: 0.5, minimum: 1", "minimum: 0", observers + ".minimum", "'0'", "from 1 to 1000"),
                edit(
                        "forget_after: 1m",
                        "forget_after: 6s",
                        observers + ".forget_after",
                        "'6s' is not above freshness"),
                edit("probe_budget: 20", "probe_budget: 0", "coordination.probe_budget", "'0'", "from 1 to 1000"),
                edit("slow_interval: 1m", "slow_interval: 0s", "coordination.slow_interval", "'0s'"));
    }

    private static Stream<Arguments> failback() {
        return Stream.of(
                edit("mode: manual", "mode: auto", FAILBACK + ".mode", "'auto'", "manual or automatic"),
                edit("stable_for: 30m", "stable_for: 0s", FAILBACK + ".stable_for", "'0s'"),
                edit("step_interval: 5m", "step_interval: 5", FAILBACK + ".step_interval", "'5'"),
                edit("steps: [100]", "steps: [0, 100]", FAILBACK + ".steps[0]", "'0'", "from 1 to 100"),
                edit("steps: [100]", "steps: [10, 101]", FAILBACK + ".steps[1]", "'101'"),
                edit("steps: [100]", "steps: [10, 10, 100]", FAILBACK + ".steps[1]", "is in the list twice"),
                edit("steps: [100]", "steps: []", FAILBACK + ".steps", "is an empty list"),
                edit("steps: [100]", "steps: 100", FAILBACK + ".steps", "found '100'; allowed: a list"),
                edit("steps: [100]", "steps: [50, 10, 100]", FAILBACK + ".steps", "'[50, 10, 100]' does not grow"),
                edit("steps: [100]", "steps: [10, 50]", FAILBACK + ".steps", "'[10, 50]' does not end with 100"));
    }

    @ParameterizedTest(name = "{2}: {1}")
    @MethodSource("edits")
    void isNamedWithItsFullPathWhatWasFoundAndWhatIsAllowed(
            String before, String after, String path, List<String> says) {
        List<String> errors = Shipped.errors(Shipped.with(before, after));
        List<String> named = errors.stream()
                .filter(e -> e.startsWith(path + " (line ") || e.startsWith(path + ":"))
                .toList();
        assertTrue(!named.isEmpty(), () -> "expected " + path + " in " + errors);
        for (String words : says) {
            assertTrue(named.stream().anyMatch(e -> e.contains(words)), () -> "expected '" + words + "' in " + errors);
        }
        assertEquals(errors.size(), errors.stream().distinct().count(), errors::toString);
    }
}
