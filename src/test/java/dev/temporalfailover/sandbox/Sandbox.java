package dev.temporalfailover.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * {@code mvn -Psandbox}: two regions on this machine, the packaged service in both, and the story of a failover. Ends with
 * 0 only if the story happened and no invariant was broken. With {@code -Dstay} it stays up until Ctrl-C.
 */
public final class Sandbox {
    private static final String RULER = "-".repeat(78);

    private Sandbox() {}

    /** No arguments; run in the project's directory. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(System.getProperty("sandbox.directory", "target/sandbox"))
                .toAbsolutePath();
        Path jar = Path.of(System.getProperty("service.jar", "target/quarkus-app/quarkus-run.jar"))
                .toAbsolutePath();
        boolean stay = Boolean.getBoolean("stay");
        Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(
                        directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                System.err.println("another sandbox runs in " + directory);
                System.exit(1);
            }
            if (!Files.exists(jar)) {
                System.err.println("there is no " + jar + "; run mvn -Psandbox, which builds it");
                System.exit(1);
            }
            clean(directory);
            quiet(directory.resolve("sandbox.log"));
            System.exit(run(directory, jar, stay));
        }
    }

    private static int run(Path directory, Path jar, boolean stay) throws InterruptedException, IOException {
        Timeline timeline = new Timeline(System.out, System::nanoTime);
        timeline.text(RULER);
        timeline.text("temporal-failover: two regions on this machine, and one of them dies");
        timeline.text(RULER);
        try (World world = new World(directory, jar);
                Story story = new Story(world, timeline)) {
            boolean told = tell(directory, timeline, world, story);
            boolean good = told && story.safety().held();
            Summary summary = new Summary(
                    good, story.stages(), world.moves.phases(), story.safety().rules());
            timeline.text(summary.text());
            summary.write(directory.resolve("summary.json"));
            timeline.text(good ? "The story held." : "The story did NOT hold. Logs: " + directory);
            if (stay && world.clients != null) {
                timeline.text("Everything stays up until Ctrl-C. Addresses: " + directory.resolve("endpoints.json"));
                new CountDownLatch(1).await();
            }
            return good ? 0 : 1;
        }
    }

    private static boolean tell(Path directory, Timeline timeline, World world, Story story)
            throws InterruptedException {
        try {
            world.start(timeline);
            Endpoints.write(world, directory, directory.resolve("endpoints.json"));
            story.tell();
            return true;
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Await.Missing missing) {
            timeline.say("FAILED: " + missing.getMessage());
        } catch (Exception fault) {
            timeline.say("FAILED: " + fault);
            Logger.getLogger("sandbox").log(Level.SEVERE, "the story ended", fault);
        }
        return false;
    }

    private static void clean(Path directory) throws IOException {
        List<String> kept = List.of("pids", "lock");
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)
                        && !kept.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Libraries log to a file: the terminal is for the story. */
    private static void quiet(Path file) throws IOException {
        LogManager.getLogManager().reset();
        FileHandler handler = new FileHandler(file.toString());
        handler.setFormatter(new SimpleFormatter());
        Logger.getLogger("").addHandler(handler);
        Logger.getLogger("").setLevel(Level.WARNING);
    }
}
