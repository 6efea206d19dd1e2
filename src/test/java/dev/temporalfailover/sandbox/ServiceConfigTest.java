package dev.temporalfailover.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.temporalfailover.emulator.regions.CoordinationConfig;
import dev.temporalfailover.emulator.regions.ServiceConfig;
import dev.temporalfailover.emulator.regions.Services;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceConfigTest {

    @Test
    void theConfigurationIsYamlWithBothRegionsWhateverThePath() throws Exception {
        Path directory = Path.of("/tmp/it's here: #1");
        Map<String, Map<String, Integer>> ports = new LinkedHashMap<>();
        ports.put("us-east-1", Map.of("private", 1, "public", 2));
        ports.put("us-west-2", Map.of("private", 3, "public", 4));
        Map<String, List<Integer>> others = new LinkedHashMap<>();
        others.put("us-east-1", List.of(5, 6));
        others.put(Services.WITNESS, List.of(7));
        String yaml = new ServiceConfig(
                        "us-west-2",
                        false,
                        ports,
                        Map.of("us-east-1", "a.example.com", "us-west-2", "b.example.com"),
                        "Z1",
                        URI.create("http://127.0.0.1:8"),
                        "127.0.0.1:9",
                        directory,
                        new CoordinationConfig(10, 11, others, directory).yaml())
                .yaml();
        JsonNode config = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        assertEquals("us-west-2", config.path("region").asText());
        assertEquals(2, config.path("regions").size());
        JsonNode policy = config.path("dns_failover").path("failover_policies").path(0);
        assertEquals("us-east-1", policy.path("primary").path("region").asText());
        assertEquals(
                "/tmp/it's here: #1/credentials",
                policy.path("dns").path("credentials_file").asText());
        assertEquals(
                "b.example.com",
                policy.path("routes")
                        .path(0)
                        .path("destinations")
                        .path("us-west-2")
                        .path("host")
                        .asText());
        JsonNode coordination = config.path("coordination");
        assertEquals("127.0.0.1:10", coordination.path("listen").asText());
        assertEquals(1, coordination.path("peers").size());
        assertEquals("127.0.0.1:6", coordination.at("/peers/0/endpoints/1").asText());
        assertEquals("127.0.0.1:7", coordination.at("/witnesses/0/endpoints/0").asText());
    }
}
