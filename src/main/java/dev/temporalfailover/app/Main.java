package dev.temporalfailover.app;

import dev.temporalfailover.config.Config;
import dev.temporalfailover.config.ConfigLoader;
import dev.temporalfailover.config.settings.ConfigException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;

/** Loads the configuration before anything starts, so that a wrong one starts nothing. */
@QuarkusMain
public final class Main {
    private static final String FILE = "TEMPORAL_FAILOVER_CONFIG";
    private static final String DEFAULT_FILE = "/etc/temporal-failover/config.yaml";
    private static volatile Config config;

    private Main() {}

    /** Exits with 2 and one line per error on standard error if the configuration is refused. */
    public static void main(String... args) {
        Path file = Path.of(System.getenv().getOrDefault(FILE, DEFAULT_FILE));
        try {
            config = ConfigLoader.load(file, System.getenv());
        } catch (ConfigException refused) {
            System.err.println("temporal-failover refuses to start, " + file + ":");
            refused.errors().forEach(error -> System.err.println("  " + error));
            System.exit(2);
        }
        Quarkus.run(args);
    }

    static Config config() {
        return config;
    }
}
