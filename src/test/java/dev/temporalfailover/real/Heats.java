package dev.temporalfailover.real;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.ground.Report;
import dev.temporalfailover.real.stand.Frontend;
import dev.temporalfailover.real.stand.Network;
import dev.temporalfailover.testkit.Children;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Main class: the race's heats, one after the other, on two regions and a third place where everybody stands who watches.
 * Runs inside of {@code real/inside.sh}. Arguments: a directory for everything it writes, the project's {@code real/}, the
 * cache, the packaged service. Facts go to {@link #RESULTS} after each heat, the table to the terminal.
 */
public final class Heats {
    /** The file of facts in that directory, as {@link Report} writes it. */
    static final String RESULTS = "race.json";

    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final Duration WATCH = Duration.ofSeconds(150);
    private static final Duration HALF = Duration.ofSeconds(8);
    private static final int FLAPS = 6;
    private static final Duration LOSSY = Duration.ofSeconds(90);
    private static final Duration NEARLY_WELL = Duration.ofSeconds(30);
    // A scrape interval and a `group_wait` of the slowest.
    private static final Duration UNDER_WAY = Duration.ofSeconds(45);
    private static final String DELAY = "delay=" + Network.ONE_WAY.toMillis() + "ms";

    private final Network network;
    private final Report facts;

    private Heats(Network network, Report facts) {
        this.network = network;
        this.facts = facts;
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        Path directory = Files.createDirectories(Path.of(args[0]));
        // They are shown by the one who reads them.
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Report facts = new Report(nowhere);
        boolean good = false;
        try (Children children = new Children(directory.resolve("pids"))) {
            Ground ground = new Ground(directory, Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), children);
            try (Network network = new Network(ground)) {
                network.start();
                List<Heat> heats = new Heats(network, facts).all();
                for (Heat heat : heats) {
                    System.out.println("  " + heat.name() + " ...");
                    network.heal();
                    heat.run(ground, facts);
                    facts.write(directory.resolve(RESULTS));
                }
                table(heats, facts).forEach(System.out::println);
                good = true;
            }
        } catch (Exception fault) {
            fault.printStackTrace();
        }
        // Threads of libraries would keep this process, and with it all namespaces.
        System.exit(good ? 0 : 1);
    }

    private List<Heat> all() {
        return List.of(
                new Heat("lossy", moves -> moves, this::lossy),
                new Heat("killed", null, (east, board) -> {
                    east.kill();
                    Http.within(LIMIT, () -> allMoved(board));
                }),
                new Heat("hangs", null, (east, board) -> {
                    east.hang(true);
                    Http.within(WATCH, () -> allMoved(board));
                }),
                new Heat("flaps", moves -> Math.max(0, moves - 1), (east, board) -> {
                    for (int i = 0; i < FLAPS; i++) {
                        east.kill();
                        Thread.sleep(HALF.toMillis());
                        east.start();
                        east.awaitReady();
                        Thread.sleep(HALF.toMillis());
                    }
                    // What has been set going comes to its end.
                    Thread.sleep(WATCH.dividedBy(2).toMillis());
                }));
    }

    /** The region serves all the time: each move is wrong. */
    private void lossy(Frontend east, Scoreboard board) throws Exception {
        long[] before = network.count(Network.EAST, Network.THIRD);
        network.around(Network.EAST, DELAY + " loss=0.2");
        Thread.sleep(LOSSY.toMillis());
        long[] after = network.count(Network.EAST, Network.THIRD);
        network.around(Network.EAST, DELAY + " loss=0.01");
        Thread.sleep(NEARLY_WELL.toMillis());
        network.heal();
        Thread.sleep(UNDER_WAY.toMillis());
        east.awaitReady();
        long passed = after[0] - before[0];
        long lost = after[1] - before[1];
        facts.add(
                "race", "lossy, packets on their way from the region", lost > 0, passed + " passed, " + lost + " lost");
    }

    private static boolean allMoved(Scoreboard board) {
        return Heat.RACERS.stream().allMatch(racer -> board.count(racer) > 0);
    }

    private static List<String> table(List<Heat> heats, Report facts) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("|");
        heats.forEach(heat -> head.append(" | ").append(heat.name()));
        lines.add(head + " |");
        lines.add("|---".repeat(heats.size() + 1) + "|");
        for (String racer : Heat.RACERS) {
            StringBuilder line = new StringBuilder("| ").append(racer);
            for (Heat heat : heats) {
                String fact = heat.name() + ", " + racer;
                facts.of("race").stream().filter(one -> one.name().equals(fact)).forEach(one -> line.append(" | ")
                        .append(one.seen()));
            }
            lines.add(line + " |");
        }
        return lines;
    }
}
