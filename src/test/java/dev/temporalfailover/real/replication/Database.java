package dev.temporalfailover.real.replication;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.stand.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A region's PostgreSQL, with Temporal's two databases. Its user is {@code temporal}, on loopback without a password. */
final class Database implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    /** PostgreSQL refuses to run as root. The capability lets its other user reach a directory of root's home. */
    private static final List<String> AS_NOBODY = List.of(
            "setpriv",
            "--reuid=nobody",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override");

    private final Ground ground;
    private final String address;
    private final int port;
    private final Path data;
    private final Path logs;
    private final Daemon daemon;

    /** Starts nothing. */
    Database(Ground ground, String region, String address, int port) {
        this.ground = ground;
        this.address = address;
        this.port = port;
        data = ground.directory().resolve("postgresql-" + region);
        logs = ground.directory().resolve("schema-" + region + ".log");
        List<String> command = command(
                "postgres",
                List.of("-D", data.toString(), "-h", address, "-p", String.valueOf(port), "-k", "", "-N", "200", "-F"));
        // Shared memory as files of the data directory: nothing is left in /dev/shm after a kill.
        command.addAll(List.of("-c", "dynamic_shared_memory_type=mmap"));
        daemon = new Daemon(
                ground,
                new Host("", address, address),
                command,
                Map.of(),
                ground.directory().resolve("postgresql-" + region + ".log"));
    }

    /** Makes it, starts it, and writes the schemas of this Temporal. */
    void create() throws IOException, InterruptedException {
        Files.createDirectories(data);
        if (isRoot()) {
            Files.setOwner(
                    data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        List<String> options =
                List.of("-D", data.toString(), "-U", "temporal", "-A", "trust", "--no-locale", "-E", "UTF8", "-N");
        run(command("initdb", options));
        start();
        schema("temporal", "temporal");
        schema("temporal_visibility", "visibility");
    }

    private void schema(String database, String name) throws IOException, InterruptedException {
        tool(database, "create");
        tool(database, "setup-schema", "-v", "0.0");
        tool(database, "update-schema", "--schema-name", "postgresql/v12/" + name);
    }

    private void tool(String database, String... action) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ground.program("temporal-sql-tool").toString(),
                "--ep",
                address,
                "--p",
                String.valueOf(port),
                "--u",
                "temporal",
                "--pw",
                "temporal",
                "--pl",
                "postgres12",
                "--db",
                database));
        command.addAll(List.of(action));
        run(command);
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Ground.Output output = Ground.run(command, Map.of(), ground.directory(), logs, LIMIT);
        if (output.exit() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + output.exit() + ": " + output.out()
                    + Files.readString(logs));
        }
    }

    /** Starts it unless it runs, and waits until it takes connections. */
    void start() throws IOException, InterruptedException {
        if (daemon.alive()) {
            return;
        }
        // Written by PostgreSQL itself; what a killed one has left says "ready" too.
        Path state = data.resolve("postmaster.pid");
        Files.deleteIfExists(state);
        daemon.start();
        boolean ready = Http.within(LIMIT, () -> {
            daemon.check();
            return Files.exists(state)
                    && Files.readAllLines(state).stream()
                            .anyMatch(line -> line.strip().equals("ready"));
        });
        if (!ready) {
            throw new IOException("PostgreSQL takes no connection within " + LIMIT + ", see " + daemon.log());
        }
    }

    /** All of its processes at once, as a power cut would. */
    void kill() {
        if (daemon.alive()) {
            List<ProcessHandle> all = daemon.process().descendants().toList();
            daemon.kill();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one -> one.onExit()
                    .orTimeout(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(late -> one)
                    .join());
        }
    }

    /** Stops all of its processes where they are, or lets them go on. */
    void frozen(boolean stop) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "kill",
                stop ? "-STOP" : "-CONT",
                String.valueOf(daemon.process().pid())));
        daemon.process().descendants().forEach(one -> command.add(String.valueOf(one.pid())));
        int exit = new ProcessBuilder(command).start().waitFor();
        // One of its many may have ended meanwhile; the first process has not.
        daemon.check();
        if (exit != 0 && !stop) {
            frozen(false);
        }
    }

    /** Lets it say goodbye, which takes its shared memory away. */
    @Override
    public void close() {
        if (daemon.alive()) {
            try {
                // Fast shutdown, which TERM is not.
                new ProcessBuilder(
                                "kill", "-INT", String.valueOf(daemon.process().pid()))
                        .start()
                        .waitFor();
                daemon.process().waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (IOException none) {
                assert none != null;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        kill();
    }

    private List<String> command(String program, List<String> options) {
        List<String> command = new ArrayList<>(isRoot() ? AS_NOBODY : List.of());
        command.add(ground.cache().resolve("postgresql").resolve(program).toString());
        command.addAll(options);
        return command;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
