package dev.temporalfailover.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with a configuration that is wrong: it says all that is wrong and starts nothing. */
class RefusedConfigurationIT {
    @TempDir
    private Path directory;

    @Test
    void everyErrorIsNamedAtOnceOnItsOwnLineAndNothingIsStarted() throws Exception {
        String log = refused(Files.writeString(directory.resolve("config.yaml"), """
                region: us-east-1
                colour: green
                regions:
                  - name: us-east-1
                    temporal_endpoints:
                      frontend: {fqdn: 127.0.0.1, port: 70000}
                  - name: us-east-1
                    temporal_endpoints:
                      frontend: {fqdn: 'not an address', port: 7233}
                probing: {interval: 1s, timeout: 2s}
                dns_failover:
                  failover_policies:
                    - name: a
                      primary: {region: us-east-1, weight: 300}
                      secondary: {region: us-west-2, weight: 0}
                      failover_threshold: 0
                access: {operator_token_file: relative}
                """));
        List<String> errors = log.lines().filter(line -> line.startsWith("  ")).toList();
        for (String setting : List.of(
                "colour",
                "regions[0].temporal_endpoints.frontend.port",
                "regions[1].name",
                "regions[1].temporal_endpoints.frontend.fqdn",
                "probing.timeout",
                "dns_failover.failover_policies[0].primary.weight",
                "dns_failover.failover_policies[0].failover_threshold",
                "access.operator_token_file")) {
            assertEquals(
                    1, errors.stream().filter(line -> line.contains(setting)).count(), setting + " in\n" + log);
        }
        assertTrue(errors.stream().anyMatch(line -> line.contains("70000")), "the value is said too");
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws Exception {
        Path missing = directory.resolve("missing.yaml");
        String log = refused(missing);
        assertTrue(log.contains(missing.toString()), log);
    }

    private String refused(Path config) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        try (Children children = new Children(directory.resolve("pids"));
                Service service = new Service(config, log, "http://127.0.0.1:9", children)) {
            service.start();
            assertEquals(2, service.awaitExit(Duration.ofSeconds(60)));
            String said = service.log();
            assertTrue(said.contains("refuses to start"), said);
            assertFalse(said.contains("Listening on"), said);
            assertFalse(said.contains("\tat "), "no stack trace: " + said);
            return said;
        }
    }
}
