package dev.temporalfailover.real.drills;

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
        String seen = stages.entrySet().stream()
                .map(one -> one.getKey() + " " + seconds(one.getValue()))
                .collect(Collectors.joining(", "));
        String clients = arrivals.entrySet().stream()
                .map(one ->
                        one.getKey() + " " + one.getValue().map(this::arrival).orElse("stays"))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %s | %s | %s | %d | %s |",
                drill,
                ok ? "PASS" : "FAIL: " + why,
                seen,
                clients,
                failed(),
                wrongFlips,
                String.join("; ", findings));
    }

    /** Who answers from there before DNS was written had not come back from the drill before, or the move is not in this table. */
    private String arrival(Duration time) {
        Duration written = stages.get("written");
        return written == null || time.compareTo(written) < 0 ? "was there" : seconds(time);
    }

    /** Calls and starts that failed, by client; results are asked of a cluster that may not know them. */
    private String failed() {
        List<String> all = new ArrayList<>();
        errors.forEach((client, kinds) -> {
            long sum = kinds.entrySet().stream()
                    .filter(kind -> !kind.getKey().startsWith("result"))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            if (sum > 0) {
                all.add(client + " " + sum);
            }
        });
        return all.isEmpty() ? "0" : String.join(", ", all);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3);
    }

    /** The table's head. */
    static String head() {
        return "| drill | result | from the fault, s | first call in the other region, s | failed calls | wrong flips | found |\n"
                + "|---|---|---|---|---|---|---|";
    }
}
