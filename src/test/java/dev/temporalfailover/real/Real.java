package dev.temporalfailover.real;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Report;
import dev.temporalfailover.real.kubernetes.RealKubernetes;
import dev.temporalfailover.real.replication.RealReplication;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.service.Artifact;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * {@code mvn -Preal}: installs real peers and plays with them; {@code -Dreal=route53,temporal} plays only those pieces. Ends
 * with 0 only if every piece that was asked for ran and found what it was to find. Peers are kept in {@code -Dreal.cache},
 * by default {@code ~/.cache/temporal-failover-real}.
 */
public final class Real {
    private static final List<Piece> PIECES = List.of(
            new PublicClients(),
            new RealTemporal(),
            new RealWorkflow(),
            new Monitoring(),
            new RealKubernetes(),
            new Regions(),
            new Shipped(),
            new RealReplication(),
            new Race());
    private static final String RULER = "-".repeat(78);

    private Real() {}

    /** No arguments; run in the project's directory. */
    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        Path directory = Path.of("target/real").toAbsolutePath();
        Path jar = Artifact.chosen().file();
        Path cache = Path.of(setting("real.cache", System.getProperty("user.home") + "/.cache/temporal-failover-real"))
                .toAbsolutePath();
        List<String> asked = Arrays.asList(setting("real", "route53,temporal,prometheus,kubernetes,regions")
                .split(","));
        List<Piece> pieces =
                PIECES.stream().filter(piece -> asked.contains(piece.name())).toList();
        if (pieces.size() != asked.size()) {
            System.err.println("-Dreal takes some of "
                    + PIECES.stream().map(Piece::name).toList() + ", separated by commas; it was " + asked);
            System.exit(1);
        }
        if (!Files.exists(jar)) {
            System.err.println("there is no " + jar + "; run mvn -Preal, which builds it");
            System.exit(1);
        }
        Files.createDirectories(directory);
        Files.createDirectories(cache);
        boolean good;
        try (FileLock here = lock(directory.resolve("lock"));
                Children children = new Children(directory.resolve("pids"))) {
            Ground ground = new Ground(directory, Path.of("real").toAbsolutePath(), cache, jar, children);
            good = here != null && play(ground, pieces);
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean play(Ground ground, List<Piece> pieces) throws IOException, InterruptedException {
        Report report = new Report(System.out);
        // Two builds on one machine share the cache.
        try (FileChannel channel = FileChannel.open(
                        ground.cache().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock installing = channel.lock()) {
            List<String> parts = pieces.stream()
                    .flatMap(piece -> piece.parts().stream())
                    .distinct()
                    .toList();
            report.say(
                    "peers " + String.join(", ", parts) + " in " + ground.cache() + (installing.isValid() ? "" : "?"));
            ground.install(parts);
        } catch (IOException failed) {
            System.err.println("FAIL: " + failed.getMessage());
            return false;
        }
        boolean good = true;
        for (Piece piece : pieces) {
            report.say(RULER + "\n" + piece.name());
            long began = System.nanoTime();
            try {
                piece.run(ground.in(piece.name()), report);
            } catch (InterruptedException stopped) {
                throw stopped;
            } catch (Exception fault) {
                report.add(piece.name(), "it ran to its end", false, fault.toString());
            }
            good &= report.good(piece.name());
            String took = String.format(Locale.ROOT, "%.0f s", (System.nanoTime() - began) / 1e9);
            report.say((report.good(piece.name()) ? "PASS " : "FAIL ") + piece.name() + ", "
                    + report.of(piece.name()).size() + " cases, " + took);
        }
        report.write(ground.directory().resolve("results.json"));
        report.say(RULER + "\n" + (good ? "PASS: " : "FAIL: ")
                + report.of("").stream().filter(Report.Case::ok).count() + " of "
                + report.of("").size() + " cases; written to "
                + ground.directory().resolve("results.json"));
        return good;
    }

    /** Null, after a word about it, if somebody else has it. */
    private static FileLock lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            System.err.println("another mvn -Preal runs in " + file.getParent());
        }
        return lock;
    }

    private static String setting(String name, String otherwise) {
        String value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : value;
    }
}
