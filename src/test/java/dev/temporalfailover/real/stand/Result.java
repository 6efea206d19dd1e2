package dev.temporalfailover.real.stand;

import dev.temporalfailover.sandbox.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a drill went.
 *
 * @param ok whether what must come came, and nothing else
 * @param why what did not; empty if it went well
 * @param stages from the fault
 * @param arrivals from the fault to each client's first call in the other region; empty where nothing was to move
 * @param errors of clients, by client and kind
 * @param wrongFlips moves that the drill did not call for
 * @param findings in words
 * @param took altogether
 */
record Result(
        String drill,
        boolean ok,
        String why,
        Map<String, Duration> stages,
        Map<String, Optional<Duration>> arrivals,
        Map<String, Map<String, Long>> errors,
        int wrongFlips,
        List<String> findings,
        Duration took) {

    /** A row of the table. */
    String row() {
        List<String> seen = new ArrayList<>();
        stages.forEach((stage, time) -> seen.add(stage + " " + Timeline.seconds(time)));
        String clients = arrivals.entrySet().stream()
                .map(one -> one.getKey() + " "
                        + one.getValue().map(Timeline::seconds).orElse("not"))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %s | %s | %s | %d | %s |",
                drill,
                ok ? "PASS" : "FAIL: " + why,
                seen.isEmpty() ? "" : String.join(", ", seen),
                clients,
                failed(),
                wrongFlips,
                String.join("; ", findings));
    }

    /** Each client's failed calls, {@code sdk: call UNAVAILABLE 12}. */
    private String failed() {
        return errors.entrySet().stream()
                .map(client -> client.getKey() + ": "
                        + client.getValue().entrySet().stream()
                                .map(one -> one.getKey() + " " + one.getValue())
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    /** The table's head. */
    static String head() {
        return "| drill | result | from the fault | first call in the other region | failed calls | wrong flips | found |\n"
                + "|---|---|---|---|---|---|---|";
    }
}
