package dev.temporalfailover.sandbox;

import dev.temporalfailover.testkit.service.Artifact;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code mvn -Psandbox}: two regions on this machine, two instances of the packaged service in each, a witness, and the
 * story of a failover; {@code -Dscenario=NAME} plays something else, {@code -Dscenario=all} everything else. Ends with 0
 * only if all of it happened and no invariant was broken. With {@code -Dstay} one scenario stays up until Ctrl-C.
 */
public final class Sandbox {
    private static final String RULER = "-".repeat(78);

    private Sandbox() {}

    /** No arguments; run in the project's directory. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(System.getProperty("sandbox.directory", "target/sandbox"))
                .toAbsolutePath();
        Path jar = Artifact.chosen().file();
        String name = System.getProperty("scenario", Story.NAME);
        Optional<Scenario> one = Scenarios.named(name);
        if (one.isEmpty() && !name.equals(Scenarios.ALL)) {
            String names = Stream.concat(
                            Stream.of(Story.NAME), Scenarios.all().stream().map(Scenario::name))
                    .collect(Collectors.joining(", "));
            System.err.println("there is no scenario " + name + "; there are " + names + ", and " + Scenarios.ALL);
            System.exit(1);
        }
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
            quiet(directory.resolve("sandbox.log"));
            System.exit(one.isPresent() ? play(one.get(), directory, jar) : playAll(directory, jar));
        }
    }

    private static int play(Scenario scenario, Path directory, Path jar) throws Exception {
        System.out.println(RULER);
        // The story keeps the place that people know; every other scenario has one of its own.
        Path own = scenario.name().equals(Story.NAME) ? directory : directory.resolve(scenario.name());
        Result result = new Performance(scenario, own, jar, System.out).play(Boolean.getBoolean("stay"));
        return result.passed() ? 0 : 1;
    }

    private static int playAll(Path directory, Path jar) throws InterruptedException, ExecutionException {
        int atOnce = Integer.getInteger("parallel", 1);
        System.out.println("playing " + Scenarios.all().size() + " scenarios, " + atOnce + " at a time");
        ExecutorService stages = Executors.newFixedThreadPool(atOnce);
        List<Future<Result>> running = new ArrayList<>();
        try {
            for (Scenario scenario : Scenarios.all()) {
                PrintStream out = new PrefixedLines(System.out, scenario.name());
                running.add(stages.submit(
                        () -> new Performance(scenario, directory.resolve(scenario.name()), jar, out).play(false)));
            }
            List<Result> results = new ArrayList<>();
            for (Future<Result> result : running) {
                results.add(result.get());
            }
            System.out.println(RULER);
            System.out.print(Result.table(results));
            System.out.println(RULER);
            boolean good = results.stream().allMatch(Result::passed);
            System.out.println(good ? "PASS: all scenarios" : "FAIL. Logs: " + directory + "/SCENARIO");
            return good ? 0 : 1;
        } finally {
            stages.shutdownNow();
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
