package dev.temporalfailover.real.ground;

import dev.temporalfailover.testkit.Children;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where a piece stands: its directory, its processes, the installed peers.
 *
 * @param directory of this run's files
 * @param scripts the project's {@code real/}
 * @param cache where {@code install.sh} puts peers
 * @param jar the packaged service
 * @param children every process that outlives one call; killed at the end
 */
public record Ground(Path directory, Path scripts, Path cache, Path jar, Children children) {

    /** A command of the Python venv. */
    public Path venv(String command) {
        return cache.resolve("venv").resolve("bin").resolve(command);
    }

    /** The same ground with an empty directory of its own for the piece: alerts look back into what an earlier run left. */
    public Ground in(String piece) throws IOException {
        Path own = directory.resolve(piece);
        if (Files.exists(own)) {
            try (Stream<Path> all = Files.walk(own)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    if (file.endsWith("pids")) {
                        // Ends what a run that was killed has left behind.
                        new Children(file).close();
                    }
                    Files.deleteIfExists(file);
                }
            }
        }
        return new Ground(Files.createDirectories(own), scripts, cache, jar, children);
    }

    /** A Debian package's command: on the PATH, else unpacked or built in the cache. */
    public Path debian(String command) throws IOException {
        Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of);
        Optional<Path> found = Stream.concat(path, Stream.of(cache.resolve("debian/usr/bin"), cache.resolve("bin")))
                .map(directory -> directory.resolve(command))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(() -> new IOException("there is no " + command + ", though it was installed"));
    }

    /** A program that {@code install.sh} has built. */
    public Path program(String command) {
        return cache.resolve("bin").resolve(command);
    }

    /** What a command answered. */
    public record Output(int exit, String out, Path err) {}

    /**
     * Runs a command to its end, without the caller's AWS settings.
     *
     * @param log takes standard error
     * @throws IOException if it cannot be started or takes longer than {@code limit}
     */
    public static Output run(
            List<String> command, Map<String, String> environment, Path directory, Path log, Duration limit)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(isolated(environment));
        Path out = log.resolveSibling(log.getFileName() + ".out");
        Process process =
                builder.redirectError(log.toFile()).redirectOutput(out.toFile()).start();
        Thread hook = new Thread(() -> end(process), "end-child");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(command.get(0) + " took longer than " + limit + ", see " + log);
            }
            return new Output(process.exitValue(), Files.readString(out), log);
        } finally {
            end(process);
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException ending) {
                // The hook itself ends it.
                assert ending != null;
            }
        }
    }

    /** Asks first: what it has started ends with it only if it may say goodbye. */
    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever accounts this machine's owner uses are none of our business. */
    private static Map<String, String> isolated(Map<String, String> environment) {
        Map<String, String> all = new java.util.LinkedHashMap<>(environment);
        all.put("AWS_CONFIG_FILE", "/dev/null");
        all.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        all.put("AWS_EC2_METADATA_DISABLED", "true");
        all.put("AWS_PAGER", "");
        all.put("PYTHONDONTWRITEBYTECODE", "1");
        return all;
    }

    /** Installs parts; what the script says goes to the terminal. */
    public void install(List<String> parts) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", scripts.resolve("install.sh").toString(), cache.toString()));
        command.addAll(parts);
        int exit = new ProcessBuilder(command)
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("real/install.sh could not install " + String.join(", ", parts) + ", see above");
        }
    }
}
