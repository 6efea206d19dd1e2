package dev.temporalfailover.sandbox;

import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.emulator.regions.World;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.Timeline;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Plays one scenario in a world of its own and says how it went. */
final class Performance {
    private final Scenario scenario;
    private final Path directory;
    private final Path jar;
    private final PrintStream out;

    /**
     * @param directory emptied, then filled with logs, configurations, secrets and {@code summary.json}
     * @param jar the packaged service
     */
    Performance(Scenario scenario, Path directory, Path jar, PrintStream out) {
        this.scenario = scenario;
        this.directory = directory;
        this.jar = jar;
        this.out = out;
    }

    /** Plays it. With {@code stay} everything but the clients' calls stays up until Ctrl-C. */
    Result play(boolean stay) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        clean();
        long began = System.nanoTime();
        Timeline timeline = new Timeline(out, System::nanoTime);
        timeline.text(scenario.name() + ": " + scenario.shows());
        try (World world = new World(directory, jar, scenario.takeoverCheck())) {
            Result result = play(world, timeline, began);
            timeline.text(result.line());
            if (stay && world.clients != null) {
                // This Temporal keeps every workflow in memory: their calls would fill it within ten minutes.
                world.clients.close();
                timeline.text("The clients have stopped. All else stays up until Ctrl-C. Addresses: "
                        + directory.resolve("endpoints.json"));
                new CountDownLatch(1).await();
            }
            return result;
        }
    }

    private Result play(World world, Timeline timeline, long began) throws IOException, InterruptedException {
        Optional<String> failed = start(world, timeline);
        if (failed.isPresent()) {
            return new Result(scenario.name(), failed, Map.of(), 0, since(began));
        }
        try (Play play = new Play(world, timeline)) {
            failed = tell(timeline, () -> {
                        play.begin();
                        scenario.play(play);
                        play.end();
                    })
                    .or(play.safety::broken);
            Summary summary = new Summary(failed.isEmpty(), play.stages(), world.moves.phases(), play.safety.rules());
            timeline.text(summary.text());
            summary.write(directory.resolve("summary.json"));
            return new Result(scenario.name(), failed, play.stages(), play.safety.wrongFlips(), since(began));
        }
    }

    private Optional<String> start(World world, Timeline timeline) throws InterruptedException {
        return tell(timeline, () -> {
            world.start(timeline);
            Endpoints.write(world, directory, directory.resolve("endpoints.json"));
        });
    }

    private interface Part {
        void run() throws Exception;
    }

    /** Empty if it went well, else why it did not. */
    private Optional<String> tell(Timeline timeline, Part part) throws InterruptedException {
        try {
            part.run();
            return Optional.empty();
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Await.Missing missing) {
            timeline.say("FAILED: " + missing.getMessage() + ". Logs: " + directory);
            return Optional.of(missing.getMessage());
        } catch (Exception fault) {
            timeline.say("FAILED: " + fault + ". Logs: " + directory);
            Logger.getLogger("sandbox").log(Level.SEVERE, scenario.name() + " ended", fault);
            return Optional.of(fault.toString());
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void clean() throws IOException {
        List<String> kept = List.of("pids", "lock", "sandbox.log");
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)
                        && !kept.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
    }
}
