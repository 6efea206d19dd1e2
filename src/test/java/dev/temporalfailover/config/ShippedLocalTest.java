package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code deploy/local/config.yaml}: it loads on any machine, needs no cluster and no cloud, and can move nothing. */
class ShippedLocalTest {
    private static final Path FILE = Path.of("deploy/local/config.yaml");
    private final Config config = ConfigLoader.load(FILE, Map.of(), path -> false);

    @Test
    void itNeedsNothingButThisMachine() {
        config.regions().forEach(region -> region.endpoints()
                .forEach(endpoint -> assertEquals("localhost", endpoint.host(), region.name())));
        assertEquals(
                List.of(7233, 7243),
                config.regions().stream()
                        .map(region -> region.endpoints().get(0).port())
                        .toList());
        assertEquals(Optional.empty(), config.leadership().lease());
        assertTrue(config.access().kubernetes().isEmpty());
    }

    @Test
    void itMovesNothing() {
        for (Config.Policy policy : config.policies()) {
            assertEquals(Optional.empty(), policy.dns());
            assertTrue(policy.routes().isEmpty());
        }
    }
}
