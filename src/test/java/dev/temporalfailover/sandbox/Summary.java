package dev.temporalfailover.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The closing table. */
final class Summary {

    private Summary() {}

    /** Stage timings, client calls by phase and region, and every rule with what broke it. */
    static String of(
            Map<String, Map<String, Optional<Duration>>> stages,
            Map<String, Map<String, Moves.Count>> calls,
            Map<String, List<String>> rules) {
        StringBuilder text = new StringBuilder("\n");
        stages.forEach((move, times) -> {
            text.append(String.format(Locale.ROOT, "  %-28s %s%n", move, "from the start of it"));
            times.forEach((stage, time) -> text.append(String.format(
                    Locale.ROOT,
                    "    %-26s %9s%n",
                    stage,
                    time.map(Timeline::seconds).orElse("not seen"))));
        });
        text.append(String.format(Locale.ROOT, "  %-28s", "client calls"));
        World.REGIONS.forEach(region -> text.append(String.format(Locale.ROOT, " %22s", region)));
        text.append(String.format("%n"));
        calls.forEach((phase, counts) -> {
            text.append(String.format(Locale.ROOT, "    %-26s", phase));
            for (String region : World.REGIONS) {
                Moves.Count count = counts.getOrDefault(region, new Moves.Count(0, 0));
                text.append(String.format(Locale.ROOT, " %9d ok %3d failed", count.succeeded(), count.failed()));
            }
            text.append(String.format("%n"));
        });
        text.append(String.format("  invariants%n"));
        rules.forEach((rule, broken) -> {
            text.append(String.format("    %-8s %s%n", broken.isEmpty() ? "held" : "VIOLATED", rule));
            broken.forEach(how -> text.append(String.format("             %s%n", how)));
        });
        return text.toString();
    }
}
