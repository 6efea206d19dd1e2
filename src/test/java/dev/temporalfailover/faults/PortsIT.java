package dev.temporalfailover.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.ListeningPorts;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service listens on three ports: the API, management, and the exchange where one is configured. No library adds one. */
class PortsIT {
    @TempDir
    Path directory;

    @Test
    void exactlyThreePortsAreOpen() throws Exception {
        assumeTrue(ListeningPorts.known(), "only Linux' /proc/net/tcp says on which ports a process listens");
        int exchange = Ports.free();
        Path config = Files.writeString(directory.resolve("config.yaml"), config(exchange));
        try (Children children = new Children(directory.resolve("pids"));
                Service service =
                        new Service(config, directory.resolve("service.log"), "http://127.0.0.1:9", children)) {
            service.start();
            Set<Integer> expected = new TreeSet<>(service.ports());
            expected.add(exchange);
            new Await(System::nanoTime, Optional::empty)
                    .until(Duration.ofSeconds(120), "it is ready", () -> service.ready() || service.ended());
            assertEquals(expected, service.listening(), service.log());
        }
    }

    private String config(int exchange) throws IOException {
        TestCa ca = new TestCa("ca");
        ca.writeCertificate(directory.resolve("ca.crt"));
        ca.issue("temporal-failover").write(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        return Files.readString(Path.of("deploy/local/config.yaml")) + """

                coordination:
                  listen: 127.0.0.1:%d
                  evidence: {required: alone}
                  tls:
                    certificate_file: %2$s/tls.crt
                    key_file: %2$s/tls.key
                    ca_file: %2$s/ca.crt
                    server_name: temporal-failover
                """.formatted(exchange, directory);
    }
}
