package dev.temporalfailover.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.emulator.clients.Moves;
import dev.temporalfailover.emulator.regions.World;
import dev.temporalfailover.testkit.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the story went.
 *
 * @param held whether it happened and nothing was broken
 * @param stages by move, each from the start of the move
 * @param calls of the clients by phase and region
 * @param rules every invariant with what broke it
 */
record Summary(
        boolean held,
        Map<String, Map<String, Optional<Duration>>> stages,
        Map<String, Map<String, Moves.Count>> calls,
        Map<String, List<String>> rules) {

    /** A table for people. */
    String text() {
        StringBuilder text = new StringBuilder("\n");
        stages.forEach((move, times) -> {
            line(text, "  %s, from the start of it", move);
            times.forEach((stage, time) -> line(
                    text, "    %-24s %9s", stage, time.map(Timeline::seconds).orElse("not seen")));
        });
        text.append(String.format(Locale.ROOT, "  %-26s", "client calls"));
        World.REGIONS.forEach(region -> text.append(String.format(Locale.ROOT, " %24s", region)));
        line(text, "");
        calls.forEach((phase, counts) -> {
            text.append(String.format(Locale.ROOT, "    %-24s", phase));
            for (String region : World.REGIONS) {
                Moves.Count count = counts.getOrDefault(region, new Moves.Count(0, 0));
                text.append(String.format(Locale.ROOT, " %9d ok %4d failed", count.succeeded(), count.failed()));
            }
            line(text, "");
        });
        line(text, "  invariants");
        rules.forEach((rule, broken) -> {
            line(text, "    %-8s %s", broken.isEmpty() ? "held" : "VIOLATED", rule);
            broken.forEach(how -> line(text, "             %s", how));
        });
        return text.toString();
    }

    /** The same for machines; times in seconds, null where a stage was not seen. */
    void write(Path file) throws IOException {
        Map<String, Map<String, Double>> seconds = new LinkedHashMap<>();
        stages.forEach((move, times) -> {
            Map<String, Double> of = new LinkedHashMap<>();
            times.forEach((stage, time) ->
                    of.put(stage, time.map(t -> t.toNanos() / 1e9).orElse(null)));
            seconds.put(move, of);
        });
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("held", held);
        all.put("stagesSeconds", seconds);
        all.put("calls", calls);
        all.put("violations", rules);
        Files.writeString(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
