package dev.temporalfailover.app;

import dev.temporalfailover.api.connections.ConnectionBounds;
import dev.temporalfailover.config.Config;
import dev.temporalfailover.config.ConfigLoader;
import dev.temporalfailover.config.settings.ConfigException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Loads the configuration before anything starts, so that a wrong one starts nothing. */
@QuarkusMain
public final class Main {
    private static final String FILE = "TEMPORAL_FAILOVER_CONFIG";
    private static final String DEFAULT_FILE = "/etc/temporal-failover/config.yaml";
    private static final int FATAL = 3;
    private static volatile Config config;

    private Main() {}

    /** Exits with 2 and one line per error on standard error if the configuration is refused. */
    public static void main(String... args) {
        Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
        Path file = Path.of(System.getenv().getOrDefault(FILE, DEFAULT_FILE));
        try {
            config = ConfigLoader.load(file, System.getenv());
        } catch (ConfigException refused) {
            // In a container without a locale the standard error would write what is not ASCII as question marks.
            PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
            err.println("temporal-failover refuses to start, " + file + ":");
            refused.errors().forEach(error -> err.println("  " + error));
            System.exit(2);
        }
        PageCache.choose();
        ConnectionBounds.enable(new SystemClock());
        Quarkus.run(args);
    }

    /**
     * Exceptions that no thread caught. After an Error the state is unknown: another instance leads, and the kubelet starts
     * this one again.
     */
    private static void uncaught(Thread thread, Throwable thrown) {
        if (!(thrown instanceof Error)) {
            Logger.getLogger("thread").errorf(thrown, "%s: not caught", thread.getName());
            return;
        }
        try {
            System.err.println("temporal-failover ends: " + thread.getName() + ": " + thrown);
        } finally {
            Runtime.getRuntime().halt(FATAL);
        }
    }

    static Config config() {
        return config;
    }
}
