package dev.temporalfailover.sandbox;

import dev.temporalfailover.testkit.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a scenario went.
 *
 * @param failed why it failed; empty if it did not
 * @param stages by move, each from the start of the move
 * @param wrongFlips changes of traffic that were not called for
 * @param took with everything's start
 */
public record Result(
        String scenario,
        Optional<String> failed,
        Map<String, Map<String, Optional<Duration>>> stages,
        int wrongFlips,
        Duration took) {
    private static final List<String> COLUMNS = List.of("detected", "refused", "decided", "written", "all clients");

    boolean passed() {
        return failed.isEmpty() && wrongFlips == 0;
    }

    /** One line: PASS or FAIL, the times from the fault on, wrong flips. */
    String line() {
        String times = stages.entrySet().stream()
                .map(move -> move.getKey() + ": " + times(move.getValue()))
                .collect(Collectors.joining("; "));
        return (passed() ? "PASS " : "FAIL ") + scenario
                + failed.map(why -> ", " + why).orElse("")
                + (times.isEmpty() ? "" : ", " + times) + "; wrong flips " + wrongFlips + "; took "
                + Timeline.seconds(took);
    }

    private static String times(Map<String, Optional<Duration>> stages) {
        return COLUMNS.stream()
                .flatMap(stage -> stages.getOrDefault(stage, Optional.empty()).stream()
                        .map(time -> stage + " " + Timeline.seconds(time)))
                .collect(Collectors.joining(" -> "));
    }

    /** All of them as a table: a line for each move, times in seconds from its fault on. */
    static String table(List<Result> results) {
        StringBuilder text =
                new StringBuilder(row("", "scenario", "from the fault on", COLUMNS.stream(), "flips", "took"));
        for (Result result : results) {
            String verdict = result.passed() ? "PASS" : "FAIL";
            String flips = Integer.toString(result.wrongFlips());
            String took = seconds(Optional.of(result.took()));
            if (result.stages().isEmpty()) {
                text.append(row(verdict, result.scenario(), "-", Stream.of("", "", "", "", ""), flips, took));
            }
            for (Map.Entry<String, Map<String, Optional<Duration>>> move :
                    result.stages().entrySet()) {
                Stream<String> times =
                        COLUMNS.stream().map(stage -> seconds(move.getValue().getOrDefault(stage, Optional.empty())));
                text.append(row(verdict, result.scenario(), move.getKey(), times, flips, took));
            }
            result.failed().ifPresent(why -> text.append("      ").append(why).append('\n'));
        }
        return text.toString();
    }

    private static String row(
            String verdict, String scenario, String move, Stream<String> times, String flips, String took) {
        return String.format("%-4s  %-19s %-18s", verdict, scenario, move)
                + times.map(time -> String.format(" %11s", time)).collect(Collectors.joining())
                + String.format(" %6s %7s%n", flips, took);
    }

    private static String seconds(Optional<Duration> time) {
        return time.map(t -> String.format(java.util.Locale.ROOT, "%.1f", t.toNanos() / 1e9))
                .orElse("-");
    }
}
