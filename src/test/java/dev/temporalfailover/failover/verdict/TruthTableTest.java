package dev.temporalfailover.failover.verdict;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.THRESHOLDS;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.verdict.RegionJudge.Judged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which part of Temporal is dead -> what each check of a frontend sees -> the region's verdict, its tier and the role that it
 * names. What the checks see was measured on a server of version 1.31.2 with each of its roles, and its database, killed
 * ({@code kill -9}) and stopped ({@code SIGSTOP}).
 */
class TruthTableTest {
    private static final String NO_HOSTS = "UNAVAILABLE: Not enough hosts to serve the request";
    private static final String NO_DATABASE = "UNAVAILABLE: no usable database connection found";
    private static final Seen BUSY = failed("RESOURCE_EXHAUSTED: Workflow is busy.", 1.515);
    private static final Seen HANGS = new Seen(Outcome.DEADLINE, "connected, no answer in time", 1);
    private static final Seen HANGS_BEHIND = new Seen(Outcome.DEADLINE, "connected, no answer in time", 3);
    private static final Seen DENIED = new Seen(Outcome.AUTH, "PERMISSION_DENIED: Request unauthorized.", 0.004);
    private static final Seen LIMITED = new Seen(Outcome.OVERLOADED, "RESOURCE_EXHAUSTED: rps limit", 0.002);
    private static final double FAULT = 60;
    private static final double END = 120;

    /** How a check ends; latency in seconds. */
    private record Seen(Outcome outcome, String detail, double latency) {}

    private static Seen failed(String detail, double latency) {
        return new Seen(Outcome.FAILED, detail, latency);
    }

    static Stream<Arguments> table() {
        return Stream.of(
                row("all up", Map.of(), Verdict.HEALTHY, null, ""),
                row("worker killed: no check of a frontend sees it", Map.of(), Verdict.HEALTHY, null, ""),
                row(
                        "matching killed",
                        Map.of(Check.DESCRIBE_TASK_QUEUE, failed(NO_HOSTS, 1.9)),
                        Verdict.DOWN,
                        Tier.FUNCTION,
                        "function: matching does not answer"),
                row(
                        "history killed",
                        Map.of(Check.DESCRIBE_WORKFLOW, failed(NO_HOSTS, 0.26)),
                        Verdict.DOWN,
                        Tier.FUNCTION,
                        "function: history does not answer"),
                row(
                        "history stopped",
                        Map.of(Check.DESCRIBE_WORKFLOW, HANGS_BEHIND),
                        Verdict.DOWN,
                        Tier.FUNCTION,
                        "function: history does not answer"),
                row(
                        "history and matching killed",
                        Map.of(
                                Check.DESCRIBE_WORKFLOW,
                                failed(NO_HOSTS, 0.26),
                                Check.DESCRIBE_TASK_QUEUE,
                                failed(NO_HOSTS, 1.9)),
                        Verdict.DOWN,
                        Tier.FUNCTION,
                        "function: history does not answer"),
                row(
                        "database killed",
                        Map.of(
                                Check.DESCRIBE_NAMESPACE,
                                failed(NO_DATABASE, 0.28),
                                Check.DESCRIBE_WORKFLOW,
                                failed("UNAVAILABLE: shard status unknown", 0.47)),
                        Verdict.DOWN,
                        Tier.FUNCTION,
                        "function: database does not answer"),
                row(
                        "database stopped",
                        Map.of(Check.DESCRIBE_NAMESPACE, HANGS, Check.DESCRIBE_WORKFLOW, BUSY),
                        Verdict.DOWN,
                        Tier.FUNCTION,
                        "function: database does not answer"),
                row(
                        "the database of history alone stopped",
                        Map.of(Check.DESCRIBE_WORKFLOW, BUSY),
                        Verdict.DOWN,
                        Tier.FUNCTION,
                        "function: history does not answer"),
                row(
                        "frontend stopped",
                        Map.of(
                                Check.SYSTEM_INFO, HANGS,
                                Check.GRPC_HEALTH, HANGS,
                                Check.DESCRIBE_NAMESPACE, HANGS,
                                Check.DESCRIBE_WORKFLOW, HANGS_BEHIND,
                                Check.DESCRIBE_TASK_QUEUE, HANGS_BEHIND),
                        Verdict.DOWN,
                        Tier.REACH,
                        "reach: frontend does not answer"),
                row(
                        "a rate limit for what is passed on",
                        Map.of(Check.DESCRIBE_WORKFLOW, LIMITED, Check.DESCRIBE_TASK_QUEUE, LIMITED),
                        Verdict.DEGRADED,
                        null,
                        "function: history is impaired"),
                row(
                        "a token without the right",
                        Map.of(Check.DESCRIBE_WORKFLOW, DENIED, Check.DESCRIBE_TASK_QUEUE, DENIED),
                        Verdict.UNKNOWN,
                        null,
                        ""),
                row(
                        "a namespace that is not there",
                        Map.of(Check.DESCRIBE_WORKFLOW, new Seen(Outcome.NO_NAMESPACE, "", 0.01)),
                        Verdict.UNKNOWN,
                        null,
                        ""),
                row(
                        "a server that does not know the calls",
                        Map.of(
                                Check.DESCRIBE_WORKFLOW,
                                new Seen(Outcome.UNIMPLEMENTED, "", 0.01),
                                Check.DESCRIBE_TASK_QUEUE,
                                new Seen(Outcome.UNIMPLEMENTED, "", 0.01)),
                        Verdict.HEALTHY,
                        null,
                        ""),
                row(
                        "a token without the right does not hide a dead frontend",
                        Map.of(
                                Check.SYSTEM_INFO, HANGS,
                                Check.GRPC_HEALTH, HANGS,
                                Check.DESCRIBE_NAMESPACE, HANGS,
                                Check.DESCRIBE_WORKFLOW, DENIED,
                                Check.DESCRIBE_TASK_QUEUE, DENIED),
                        Verdict.DOWN,
                        Tier.REACH,
                        "reach: frontend does not answer"));
    }

    private static Arguments row(String fault, Map<Check, Seen> seen, Verdict verdict, Tier tier, String why) {
        return Arguments.of(fault, seen, verdict, tier, why);
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @MethodSource("table")
    void aFaultHasItsVerdictTierAndRole(String fault, Map<Check, Seen> seen, Verdict expected, Tier tier, String why) {
        Map<Check, Window> windows = new EnumMap<>(Check.class);
        Map<Check, TargetVerdict> verdicts = new EnumMap<>(Check.class);
        RegionVerdict region = RegionVerdict.unknown(EAST, Duration.ZERO);
        double found = Double.NaN;
        for (ProbeResult result : arrivals(seen)) {
            Check check = result.target().check();
            Duration now = result.at();
            windows.merge(
                    check, Window.empty(THRESHOLDS.horizon()).plus(result), (window, first) -> window.plus(result));
            RegionTally tally = new RegionTally();
            for (Check each : checks()) {
                Window window = windows.get(each);
                TargetVerdict before = verdicts.getOrDefault(each, TargetVerdict.NO_DATA);
                TargetVerdict is = window == null
                        ? before
                        : Judge.judge(before, window, THRESHOLDS.silentFor(silence(each), false), now);
                verdicts.put(each, is);
                tally.add(new Judged(target(each), is, now, window == null ? null : window.failingSince()));
            }
            Verdict before = region.verdict();
            region = RegionJudge.judge(region, tally, List.of(), Set.of(Service.FRONTEND), now);
            if (before != Verdict.DOWN && region.verdict() == Verdict.DOWN) {
                found = now.toNanos() / 1e9 - FAULT;
            }
            if (now.compareTo(seconds(FAULT)) < 0 && now.compareTo(seconds(FAULT - 10)) > 0) {
                assertEquals(Verdict.HEALTHY, region.verdict(), "before the fault: " + region.why());
            }
        }
        assertEquals(expected, region.verdict(), region.why());
        assertEquals(tier, region.tier(), region.why());
        assertTrue(region.why().startsWith(why), region.why());
        if (expected == Verdict.DOWN) {
            assertTrue(found <= (tier == Tier.REACH ? 12 : 25), fault + " was found after " + found + " s");
        }
    }

    /** The frontend's checks as shipped, in the order in which their results come; the fault begins at one moment for all. */
    private static List<ProbeResult> arrivals(Map<Check, Seen> seen) {
        List<ProbeResult> all = new ArrayList<>();
        Seen good = new Seen(Outcome.OK, "", 0.02);
        for (Check check : checks()) {
            double offset = check.ordinal() * 0.7;
            for (double start = offset; start < END; start += interval(check)) {
                Seen is = start < FAULT ? good : seen.getOrDefault(check, good);
                all.add(new ProbeResult(
                        target(check),
                        is.outcome(),
                        seconds(is.latency()),
                        seconds(start + is.latency()),
                        is.detail()));
            }
        }
        all.sort(Comparator.comparing(ProbeResult::at));
        return all;
    }

    private static List<Check> checks() {
        return Stream.of(Check.values()).filter(check -> check != Check.HTTP).toList();
    }

    private static double interval(Check check) {
        return check == Check.COLD_CONNECT ? 15 : check.passedOn() ? 10 : 5;
    }

    private static Duration silence(Check check) {
        return seconds(3 * interval(check) + 3.5);
    }

    private static Target target(Check check) {
        return new Target(EAST, Service.FRONTEND, "private", "10.0.0.1:7233", check);
    }
}
