package dev.temporalfailover.simulation;

import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.Options;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code mvn -Psimulate -Dseed=42}: one schedule with its timeline. Ends with status 1 if an invariant broke. */
public final class Simulate {
    private static final Logger LOOP = Logger.getLogger("loop");

    private Simulate() {}

    /** The loops log each decision; a schedule has thousands. */
    static void quietly() {
        LOOP.setLevel(Level.OFF);
    }

    /** Properties: {@code seed}, {@code mutation} (a name of {@link Mutation}). */
    public static void main(String[] args) {
        quietly();
        Options options =
                new Options(Long.getLong("seed", 42), true, Mutation.valueOf(System.getProperty("mutation", "NONE")));
        Simulation.Result result = Simulation.run(options);
        result.timeline().forEach(System.out::println);
        System.out.println();
        System.out.println("seed " + options.seed() + ": " + result.events() + " events, " + result.seconds()
                + " virtual seconds");
        System.out.println(result.violation()
                .map(v -> "BROKEN " + v.rule() + ": " + v.text())
                .orElse("all invariants held"));
        System.exit(result.violation().isPresent() ? 1 : 0);
    }
}
