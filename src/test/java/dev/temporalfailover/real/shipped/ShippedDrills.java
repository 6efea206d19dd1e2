package dev.temporalfailover.real.shipped;

import dev.temporalfailover.real.drills.Drill;
import dev.temporalfailover.real.drills.Drills;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Main class: plays {@link Acts} with what ships, at one distance. Runs inside of {@code real/inside.sh}. Arguments: the four
 * of every such class, the round trip in milliseconds, the quiet time in seconds, and the acts' names. Ends with 0 only if each
 * went well.
 */
public final class ShippedDrills {
    /** What fits into a few minutes. */
    public static final List<String> SHORT = List.of("installed", "quiet", "planned", "killed");

    /** All that there is. */
    public static final List<String> LONG = Acts.NAMES;

    /** What pods are told of name servers. */
    public static final String RESOLV_CONF = Addresses.RESOLV_CONF;

    private ShippedDrills() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        Path directory = Files.createDirectories(Path.of(args[0]));
        Duration roundTrip = Duration.ofMillis(Long.parseLong(args[4]));
        Duration quiet = Duration.ofSeconds(Long.parseLong(args[5]));
        List<String> names = List.of(args).subList(6, args.length);
        if (!Acts.NAMES.containsAll(names)) {
            System.err.println("-Ddrill takes some of " + Acts.NAMES + "; it was " + names);
            System.exit(1);
        }
        boolean good = false;
        try (Children children = new Children(directory.resolve("pids"))) {
            Ground ground = new Ground(directory, Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), children);
            Timeline timeline = new Timeline(System.out, System::nanoTime);
            ShippedStand stand = new ShippedStand(ground, timeline, roundTrip);
            List<Drill> acts = new Acts(stand, quiet).named(names);
            good = Drills.play(ground, timeline, stand, acts);
        } catch (Exception fault) {
            fault.printStackTrace();
        }
        // Threads of libraries would keep this process, and with it all namespaces.
        System.exit(good ? 0 : 1);
    }
}
